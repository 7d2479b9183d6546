/** The part of the Amazon States Language that is built here (https://states-language.net/spec.html), as plain data. */
export interface StateMachineDefinition extends StateGraph {
  readonly Comment?: string;
}

/** States among which transitions run: a whole machine or one branch of a `Parallel`. */
export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Any state of a graph; `Type` tells them apart. */
export type State =
  | TaskState
  | ParallelState
  | WaitState
  | PassState
  | ChoiceState
  | SucceedState
  | FailState;

/** To another state of the same graph, or out of the graph. */
export type Transition =
  | { readonly Next: string; readonly End?: never }
  | { readonly End: true; readonly Next?: never };

/** Where a result goes within the state's input; `null` throws the result away. */
export type ResultPath = string | null;

/** Values by key; a key that ends in `.$` holds a JSONPath or a call of an intrinsic function. */
export interface PayloadTemplate {
  readonly [key: string]: PayloadValue;
}

/** What a template can hold. */
export type PayloadValue = string | number | boolean | null | readonly PayloadValue[] | PayloadTemplate;

/** How a task is tried again after the errors that it names. Times in seconds; `MaxAttempts` does not count the first. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts: number;
  /** Longest pause before an attempt, in seconds. */
  readonly MaxDelaySeconds?: number;
  /** `FULL`: each pause is a random share of what the backoff gives. */
  readonly JitterStrategy?: "NONE" | "FULL";
}

/** Which state the errors that it names lead to, and where their output goes. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: ResultPath;
}

/** One call of a service, such as a function. */
export type TaskState = Transition & {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters: PayloadTemplate;
  readonly TimeoutSeconds?: number;
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: ResultPath;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
};

/** Branches that run at the same time; it is over when all are, or the first fails. */
export type ParallelState = Transition & {
  readonly Type: "Parallel";
  readonly Branches: readonly StateGraph[];
  readonly InputPath?: string;
  readonly ResultPath?: ResultPath;
  readonly Catch?: readonly Catcher[];
};

/** A pause of so many seconds, written down or at a path, or until the time (ISO 8601) that stands at a path. */
export type WaitState = Transition & { readonly Type: "Wait" } & (
    | { readonly Seconds: number; readonly SecondsPath?: never; readonly TimestampPath?: never }
    | { readonly SecondsPath: string; readonly Seconds?: never; readonly TimestampPath?: never }
    | { readonly TimestampPath: string; readonly Seconds?: never; readonly SecondsPath?: never }
  );

/** Hands its input on, or what stands in it. */
export type PassState = Transition & {
  readonly Type: "Pass";
  readonly Parameters?: PayloadTemplate;
  readonly Result?: PayloadTemplate;
  readonly ResultPath?: ResultPath;
};

/** A test of one variable, with a value or with what stands at another path. */
export type Comparison = { readonly Variable: string } & (
  | { readonly StringEquals: string }
  | { readonly StringEqualsPath: string }
  | { readonly StringMatches: string }
  | { readonly NumericEqualsPath: string }
  | { readonly NumericGreaterThan: number }
  | { readonly NumericGreaterThanEquals: number }
  | { readonly NumericGreaterThanEqualsPath: string }
  | { readonly BooleanEquals: boolean }
  | { readonly IsPresent: true }
  | { readonly IsString: true }
);

/** What a choice can depend on. A comparison whose variable is absent ends the execution, unless `IsPresent` is asked first. */
export type Condition =
  | Comparison
  | { readonly And: readonly Condition[] }
  | { readonly Or: readonly Condition[] }
  | { readonly Not: Condition };

/** Where to go when a condition holds; the first choice that holds is taken. */
export type Choice = Condition & { readonly Next: string };

/** Goes on by what stands in its input. */
export interface ChoiceState {
  readonly Type: "Choice";
  readonly Choices: readonly Choice[];
  readonly Default: string;
}

/** The good end of its graph. */
export interface SucceedState {
  readonly Type: "Succeed";
  readonly InputPath?: string;
}

/** Fails with an error that is written down, or that stands in the input. */
export type FailState = { readonly Type: "Fail" } & (
  | { readonly Error: string; readonly Cause: string }
  | { readonly ErrorPath: string; readonly CausePath: string }
);
