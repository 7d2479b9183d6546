import { TASK_TIMEOUT_MARGIN_SECONDS } from "../limits.ts";
import type { Partition } from "../options/partition.ts";
import type { Catcher, PayloadTemplate, ResultPath, Retrier, TaskState, Transition } from "./asl.ts";

/** Which function a task invokes. */
export interface FunctionTarget {
  readonly functionArn: string;
  readonly partition: Partition;
}

type TaskFields = Transition & {
  readonly TimeoutSeconds?: number;
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: ResultPath;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
};

/** A task that invokes the function with the state's whole input and waits for its answer, `{ Payload }`. */
export function invokeFunction(target: FunctionTarget, fields: TaskFields): TaskState {
  return invokeFunctionWith(target, { "Payload.$": "$" }, fields);
}

/** The same with a payload of its own: `{ Payload: {...} }` or `{ "Payload.$": ... }`. */
export function invokeFunctionWith(
  target: FunctionTarget,
  payload: PayloadTemplate,
  fields: TaskFields,
): TaskState {
  return {
    Type: "Task",
    Resource: `arn:${target.partition}:states:::lambda:invoke`,
    Parameters: { ...payload, FunctionName: target.functionArn },
    ...fields,
  };
}

/** Seconds after which a task whose function lives `lifetimeSeconds` is given up. */
export function taskTimeoutSeconds(lifetimeSeconds: number): number {
  return lifetimeSeconds + TASK_TIMEOUT_MARGIN_SECONDS;
}
