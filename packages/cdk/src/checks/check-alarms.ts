import { MAX_NO_EVENT_MINUTES } from "../limits.ts";
import type { AlarmsProps } from "../props/alarms-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { durationProblems, wholeNumberProblems } from "./problems.ts";

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
    ...wholeNumberProblems("alarms.executionsFailed", alarms.executionsFailed || undefined, COUNT),
    ...wholeNumberProblems("alarms.sinkThrottles", alarms.sinkThrottles || undefined, COUNT),
    ...durationProblems("alarms.noEventFor", alarms.noEventFor || undefined, {
      leastMs: 60_000,
      mostMs: MAX_NO_EVENT_MINUTES * 60_000,
      unit: "minutes",
    }),
    ...durationProblems("alarms.connectionAge", alarms.connectionAge || undefined, { leastMs: 1 }),
    ...wholeNumberProblems("alarms.deadLetters", alarms.deadLetters || undefined, COUNT),
    ...(["executionsFailed", "sinkThrottles", "deadLetters"] as const)
      .filter((name) => alarms[name] === 0)
      .map((name) => `alarms.${name} is 0: it must be a whole number from 1, or false for no such alarm`),
  ];
}
