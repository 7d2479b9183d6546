import { MAX_NO_EVENT_MINUTES } from "../limits.ts";
import type { AlarmsProps } from "../props/alarms-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { durationProblems, wholeNumberProblems } from "./rules/problems.ts";

/** What is counted. */
const COUNTED = [
  ...(["executionsFailed", "sinkThrottles", "deadLetters"] as const),
  ...(["failedTurns", "functionErrors", "functionThrottles"] as const),
];

const MINUTE_MS = 60_000;

const COUNT = { least: 1, most: 1_000_000_000 } as const;

/** What is wrong with the alarms and whom they tell, one sentence each. */
export function alarmProblems({ alarms, onFailure }: UnboundedStreamsProps): string[] {
  if (alarms) return thresholdProblems(alarms);
  if (alarms === false && onFailure !== undefined) {
    return ["onFailure is given, but alarms is false: nothing would ever be sent to it"];
  }
  return [];
}

function thresholdProblems(alarms: AlarmsProps): string[] {
  return [
    ...durationProblems("alarms.gap", alarms.gap || undefined, { leastMs: 1 }),
    ...COUNTED.flatMap((name) => wholeNumberProblems(`alarms.${name}`, alarms[name] || undefined, COUNT)),
    ...durationProblems("alarms.noEventFor", alarms.noEventFor || undefined, {
      leastMs: 60_000,
      mostMs: MAX_NO_EVENT_MINUTES * 60_000,
      unit: "minutes",
    }),
    ...durationProblems("alarms.connectionAge", alarms.connectionAge || undefined, { leastMs: 1 }),
    ...noneStoredProblems(alarms.noneStoredFor),
    ...durationProblems("alarms.waitingFor", alarms.waitingFor || undefined, { leastMs: 1 }),
    ...COUNTED.filter((name) => alarms[name] === 0).map(
      (name) => `alarms.${name} is 0: it must be a whole number from 1, or false for no such alarm`,
    ),
  ];
}

/** The alarm looks at each half of it. */
function noneStoredProblems(duration: AlarmsProps["noneStoredFor"]): string[] {
  const name = "alarms.noneStoredFor";
  if (!duration) return [];
  const problems = durationProblems(name, duration, {
    leastMs: 2 * MINUTE_MS,
    mostMs: MAX_NO_EVENT_MINUTES * MINUTE_MS,
    unit: "minutes",
  });
  if (problems.length > 0 || duration.toMinutes() % 2 === 0) return problems;
  return [`${name} is ${duration.toMinutes()} minutes: it must be an even number of minutes`];
}
