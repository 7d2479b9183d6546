import type {
  Catcher,
  Choice,
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

/** A pause of so many seconds. */
export function wait(seconds: number, next: string): WaitState {
  return { Type: "Wait", Seconds: seconds, Next: next };
}

/** A pause until the time (ISO 8601) at `path`; none when that is over. */
export function waitUntil(path: string, next: string): WaitState {
  return { Type: "Wait", TimestampPath: path, Next: next };
}

/** Branches that run side by side; it is over when all of them are, or when one fails. */
export function parallel(
  branches: readonly StateGraph[],
  fields: Transition & {
    readonly InputPath?: string;
    readonly ResultPath?: ResultPath;
    readonly Catch?: readonly Catcher[];
  },
): ParallelState {
  return { Type: "Parallel", Branches: branches, ...fields };
}

/** Goes on with `parameters`, in which keys that end in `.$` are read from the input. */
export function reshape(parameters: PayloadTemplate, transition: Transition): PassState {
  return { Type: "Pass", Parameters: parameters, ...transition };
}

/** Goes on with the input and, at `resultPath`, with `parameters` read from it; what was there is overwritten. */
export function note(parameters: PayloadTemplate, resultPath: string, next: string): PassState {
  return { Type: "Pass", Parameters: parameters, ResultPath: resultPath, Next: next };
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

/** To where the first choice that holds leads, else to `otherwise`. */
export function choose(choices: readonly Choice[], otherwise: string): ChoiceState {
  return { Type: "Choice", Choices: choices, Default: otherwise };
}

/** Ends its graph well, with the part of its input at `inputPath` as the output. */
export function succeed(inputPath: string): SucceedState {
  return { Type: "Succeed", InputPath: inputPath };
}

/** Fails with the error that was caught: the catcher's `{ Error, Cause }` is at `path`, by default the whole input. */
export function failAsCaught(path = "$"): FailState {
  return { Type: "Fail", ErrorPath: `${path}.Error`, CausePath: `${path}.Cause` };
}

export function fail(error: string, cause: string): FailState {
  return { Type: "Fail", Error: error, Cause: cause };
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

/** Goes to `next` with the state's own input and, at `path`, `{ Error, Cause }`. */
export function catchAndKeep(errors: readonly string[], next: string, path: string): Catcher {
  return { ErrorEquals: errors, Next: next, ResultPath: path };
}
