import { MAX_CARRIERS, STREAMS_PER_FUNCTION } from "../limits.ts";
import { invocationsOf, type ResolvedFleet, resolveFleet } from "../props/resolve-fleet.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { describeIndex, missingIndexes } from "../storage/fleet-indexes.ts";
import { wholeNumberProblems } from "./rules/problems.ts";

/** What is wrong with how many streams a function carries, one sentence each. */
export function fleetProblems(props: UnboundedStreamsProps): string[] {
  const { streamsPerFunction, maxCarriers } = props;
  const problems = [
    ...wholeNumberProblems("streamsPerFunction", streamsPerFunction, STREAMS_PER_FUNCTION),
    ...wholeNumberProblems("maxCarriers", maxCarriers, MAX_CARRIERS),
  ];
  if (problems.length > 0) return problems;
  const { fleet } = resolveFleet(props);
  return fleet === undefined ? problemsWithout(props) : problemsWith(props, fleet);
}

function problemsWithout({
  maxCarriers,
  alarms,
  prepareFleet,
  existingStreamsTable,
}: UnboundedStreamsProps): string[] {
  const given = {
    maxCarriers,
    "alarms.waitingFor": alarms ? alarms.waitingFor : undefined,
    "alarms.carriersAtCap": alarms ? alarms.carriersAtCap : undefined,
  };
  const problems = Object.entries(given)
    .filter(([, value]) => Boolean(value))
    .map(
      ([name]) =>
        `${name} is given, but there are no carriers: set streamsPerFunction to more than 1, or leave it out`,
    );
  if (prepareFleet && existingStreamsTable !== undefined) {
    problems.push(
      "prepareFleet is given, but existingStreamsTable is taken as it is: add the index where that table is made",
    );
  }
  return problems;
}

function problemsWith(props: UnboundedStreamsProps, fleet: ResolvedFleet): string[] {
  const { reservedConcurrentExecutions: reserved, prepareFleet, existingStreamsTable } = props;
  const problems: string[] = [];
  const needed = invocationsOf(fleet);
  if (typeof reserved === "number" && reserved < needed) {
    problems.push(
      `reservedConcurrentExecutions is ${reserved}, but ${fleet.maxCarriers} carriers are ${needed} invocations while they are handed over: reserve ${needed} or more, or lower maxCarriers`,
    );
  }
  if (prepareFleet) {
    problems.push(
      "prepareFleet is given with streamsPerFunction over 1: deploy with prepareFleet alone first, and then with streamsPerFunction alone",
    );
  }
  const missing = existingStreamsTable === undefined ? [] : (missingIndexes(existingStreamsTable) ?? []);
  for (const index of missing) {
    problems.push(`existingStreamsTable lacks the index ${describeIndex(index)}: add it to the table first`);
  }
  return problems;
}
