import { SERVICE_CALL_TIMEOUT_SECONDS } from "../limits.ts";
import type { Partition } from "../options/partition.ts";
import type { Catcher, PayloadTemplate, TaskState, Transition } from "./asl.ts";
import { retryUnless } from "./retries.ts";

/** The state machine itself: what starts its executions when `StateMachineArn` is read from there. */
export const THIS_STATE_MACHINE = "$$.StateMachine.Id";

/** Which execution a task starts. */
export interface ExecutionStart {
  readonly partition: Partition;
  /** `StateMachineArn`, `Name` and `Input`, each of which may be read from a path. */
  readonly parameters: PayloadTemplate;
  /** What Step Functions would answer in the same way if it were asked again. */
  readonly permanentErrors: readonly string[];
}

/** Starts an execution without waiting for its end; the answer is thrown away. */
export function startExecution(
  { partition, parameters, permanentErrors }: ExecutionStart,
  fields: Transition & { readonly Catch: readonly Catcher[] },
): TaskState {
  return {
    Type: "Task",
    Resource: `arn:${partition}:states:::states:startExecution`,
    Parameters: parameters,
    TimeoutSeconds: SERVICE_CALL_TIMEOUT_SECONDS,
    ResultPath: null,
    Retry: retryUnless(permanentErrors),
    ...fields,
  };
}
