import type {
  Catcher,
  Choice,
  ChoiceState,
  FailState,
  ParallelState,
  PassState,
  PayloadTemplate,
  ResultPath,
  StateGraph,
  SucceedState,
  Transition,
  WaitState,
} from "./asl.ts";

/** A pause of so many seconds. */
export function wait(seconds: number, next: string): WaitState {
  return { Type: "Wait", Seconds: seconds, Next: next };
}

/** A pause of as many seconds as stand at `path`. */
export function waitAsLongAs(path: string, next: string): WaitState {
  return { Type: "Wait", SecondsPath: path, Next: next };
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
