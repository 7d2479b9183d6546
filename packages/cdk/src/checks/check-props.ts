import type { Construct } from "constructs";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { alarmProblems } from "./check-alarms.ts";
import { apiProblems } from "./check-api.ts";
import { fleetProblems } from "./check-fleet.ts";
import { environmentProblems, functionProblems } from "./check-function.ts";
import { sinkProblems } from "./check-sink.ts";
import { tableProblems } from "./check-tables.ts";
import { timeProblems } from "./check-times.ts";
import { sourcesProblems } from "./source/check-sources.ts";

/**
 * Everything that is wrong with the props, one sentence each; empty when nothing is.
 *
 * @param scope where the construct is to be
 */
export function propProblems(scope: Construct, props: UnboundedStreamsProps): string[] {
  const problems = [
    ...tableProblems(scope, props),
    ...sourcesProblems(props),
    ...timeProblems(props),
    ...functionProblems(props),
    ...fleetProblems(props),
    ...sinkProblems(props),
    ...apiProblems(props),
    ...alarmProblems(props),
  ];
  return problems.length > 0 ? problems : environmentProblems(props);
}
