/** Longest life of one Lambda invocation, in seconds: 15 minutes. */
export const MAX_LIFETIME_SECONDS = 900;

/** Longest name of a Lambda function, in characters. */
export const MAX_FUNCTION_NAME_LENGTH = 64;

/** Longest name of a state, in characters; a name is unique in its whole state machine. */
export const MAX_STATE_NAME_LENGTH = 80;

/** Longest name of a state machine, in characters. */
export const MAX_STATE_MACHINE_NAME_LENGTH = 80;

/** Longest `taskName`, so that the longest state name made from it fits. */
export const MAX_TASK_NAME_LENGTH = MAX_STATE_NAME_LENGTH - ` 2 (${MAX_LIFETIME_SECONDS})`.length;

/** Most retries that Step Functions lets a `Retry` ask for: with one second between them, three years of retries. */
export const MAX_RETRY_ATTEMPTS = 99_999_999;

/** History events after which Step Functions ends an execution as failed. */
export const MAX_HISTORY_EVENTS = 25_000;

/**
 * What a task's `TimeoutSeconds` leaves above the lifetime, in seconds: a cold start and the way back. A lost answer
 * then ends as `States.Timeout` and cannot hang a branch.
 */
export const TASK_TIMEOUT_MARGIN_SECONDS = 30;

/** Most characters of a wrong value that a message repeats. */
export const MAX_SHOWN_VALUE_LENGTH = 120;

/** History events that a `relay` execution may use: the rest of {@link MAX_HISTORY_EVENTS} is a reserve that it never touches. */
export const HISTORY_EVENT_BUDGET = 20_000;

/** Times that a branch of `relay` starts a successor and waits for it to take over, before the stream is given up. */
export const MAX_SUCCESSOR_STARTS = 20;

/** How long `admission` waits before it first looks whether a carrier has taken the stream, in seconds; each wait is twice the last one. */
export const FIRST_LOOK_SECONDS = 3;

/** Looks of `admission` after which it no longer believes a record that says that the first carrier runs: 45 seconds. */
export const TRUSTING_LOOKS = 3;

/** Looks of `admission` after which it leaves a stream to the carriers that run: 51 minutes, longer than any lease lasts. */
export const PATIENT_LOOKS = 9;

/** Looks of `admission` after which it ends, although no carrier could be started: 55 hours. */
export const MAX_LOOKS = 15;

/** Longest name of a DynamoDB table, in characters. */
export const MAX_TABLE_NAME_LENGTH = 255;

/** What a call of DynamoDB or of Step Functions may take before it is given up and made again, in seconds. */
export const SERVICE_CALL_TIMEOUT_SECONDS = 15;
