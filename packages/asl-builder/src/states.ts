import type {
  Catcher,
  ChoiceState,
  FailState,
  ParallelState,
  PassState,
  PayloadTemplate,
  ResultPath,
  Retrier,
  StateGraph,
  SucceedState,
  TaskState,
  Transition,
  WaitState,
} from "./asl.ts";
import { TASK_TIMEOUT_MARGIN_SECONDS } from "./limits.ts";
import type { Partition } from "./types.ts";

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
  return {
    Type: "Task",
    Resource: `arn:${target.partition}:states:::lambda:invoke`,
    Parameters: { "Payload.$": "$", FunctionName: target.functionArn },
    ...fields,
  };
}

/** Seconds after which a task whose function lives `lifetimeSeconds` is given up. */
export function taskTimeoutSeconds(lifetimeSeconds: number): number {
  return lifetimeSeconds + TASK_TIMEOUT_MARGIN_SECONDS;
}

/** A pause of so many seconds. */
export function wait(seconds: number, next: string): WaitState {
  return { Type: "Wait", Seconds: seconds, Next: next };
}

/** Branches that run side by side; it is over when all of them are, or when one fails. */
export function parallel(
  branches: readonly StateGraph[],
  fields: Transition & { readonly InputPath?: string; readonly ResultPath?: ResultPath },
): ParallelState {
  return { Type: "Parallel", Branches: branches, ...fields };
}

/** Goes on with `parameters`, in which keys that end in `.$` are read from the input. */
export function reshape(parameters: PayloadTemplate, transition: Transition): PassState {
  return { Type: "Pass", Parameters: parameters, ...transition };
}

/** Goes on with a fixed value instead of the input. */
export function constant(result: PayloadTemplate, transition: Transition): PassState {
  return { Type: "Pass", Result: result, ...transition };
}

/** To `next` if one of the variables is the text, else to `otherwise`. */
export function choiceIfAnyEquals(
  variables: readonly string[],
  text: string,
  next: string,
  otherwise: string,
): ChoiceState {
  return {
    Type: "Choice",
    Choices: variables.map((variable) => ({ Variable: variable, StringEquals: text, Next: next })),
    Default: otherwise,
  };
}

/** Ends its graph well, with the part of its input at `inputPath` as the output. */
export function succeed(inputPath: string): SucceedState {
  return { Type: "Succeed", InputPath: inputPath };
}

/** Fails with the error that was caught: its input is the catcher's `{ Error, Cause }`. */
export function failAsCaught(): FailState {
  return { Type: "Fail", ErrorPath: "$.Error", CausePath: "$.Cause" };
}

/** Tries again after so many seconds, each time the same, at most `maxAttempts` times. */
export function retryEvenly(
  errors: readonly string[],
  intervalSeconds: number,
  maxAttempts: number,
): Retrier {
  return {
    ErrorEquals: errors,
    IntervalSeconds: intervalSeconds,
    BackoffRate: 1,
    MaxAttempts: maxAttempts,
  };
}

/** Never tries again. Stands before a wider retrier, because the first one that matches decides. */
export function neverRetry(errors: readonly string[]): Retrier {
  return { ErrorEquals: errors, MaxAttempts: 0 };
}

/** Goes to `next` with the state's own input; what the error was is forgotten. */
export function catchAndForget(errors: readonly string[], next: string): Catcher {
  return { ErrorEquals: errors, Next: next, ResultPath: null };
}

/** Goes to `next` with `{ Error, Cause }` as the input. */
export function catchError(errors: readonly string[], next: string): Catcher {
  return { ErrorEquals: errors, Next: next };
}
