/** The part of the Amazon States Language that is built here (https://states-language.net/spec.html), as plain data. */
export interface StateMachineDefinition extends StateGraph {
  readonly Comment?: string;
}

/** States among which transitions run: a whole machine or one branch of a `Parallel`. */
export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

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

/** Values by key; a key that ends in `.$` holds a JSONPath. */
export interface PayloadTemplate {
  readonly [key: string]: string | number | boolean | null | PayloadTemplate;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts: number;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: ResultPath;
}

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

export type ParallelState = Transition & {
  readonly Type: "Parallel";
  readonly Branches: readonly StateGraph[];
  readonly InputPath?: string;
  readonly ResultPath?: ResultPath;
};

export type WaitState = Transition & {
  readonly Type: "Wait";
  readonly Seconds: number;
};

export type PassState = Transition & {
  readonly Type: "Pass";
  readonly Parameters?: PayloadTemplate;
  readonly Result?: PayloadTemplate;
};

/** A test of one variable; the first choice that holds is taken. */
export interface Choice {
  readonly Variable: string;
  readonly StringEquals: string;
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: "Choice";
  readonly Choices: readonly Choice[];
  readonly Default: string;
}

export interface SucceedState {
  readonly Type: "Succeed";
  readonly InputPath?: string;
}

export interface FailState {
  readonly Type: "Fail";
  readonly ErrorPath: string;
  readonly CausePath: string;
}
