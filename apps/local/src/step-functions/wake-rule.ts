import { randomUUID } from "node:crypto";
import type { Execution, ExecutionResult } from "./step-functions.ts";

/** How long an event is on its way, about as in EventBridge; 1 s. What fails as soon as it is woken cannot spin. */
const DELIVERY_MS = 1_000;

/**
 * The rule of the deployed stack: an execution of a machine that has failed or was aborted wakes the fleet, by an execution of the
 * admission machine whose input is the event.
 *
 * @param start starts that execution with this name and input
 * @returns what is to be told of every execution that is over
 */
export function wakeRule(
  start: (name: string, input: unknown) => unknown,
  deliveryMs = DELIVERY_MS,
): (execution: Execution, result: ExecutionResult) => void {
  return (execution, result) => {
    if (result.status === "SUCCEEDED") return;
    const event = statusChange(execution, result);
    setTimeout(() => start(event.id, event), deliveryMs).unref();
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function statusChange(execution: Execution, { status, endedAtMs, error }: ExecutionResult) {
  const { arn, stateMachineArn, name, startedAtMs, input } = execution;
  const [, , , region, account] = arn.split(":");
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    ...{ account, region },
    time: new Date(endedAtMs).toISOString(),
    resources: [arn],
    detail: {
      ...{ executionArn: arn, stateMachineArn, name, status },
      startDate: startedAtMs,
      stopDate: endedAtMs,
      input: JSON.stringify(input),
      output: null,
      cause: error?.message ?? null,
    },
  };
}
