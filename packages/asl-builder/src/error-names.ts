/** The connection closed before the stream was over: connect again. Thrown by the connection manager. */
export const STREAM_NOT_ENDED_ERROR = "StreamNotEndedError";

/** The source refused the stream for good (401, 403, 404, ...): no retry can mend it. Thrown by the connection manager. */
export const STREAM_REFUSED_ERROR = "StreamRefusedError";

/** The function's own configuration is wrong: no retry can mend it. Thrown by the connection manager. */
export const CONFIGURATION_ERROR = "ConfigurationError";

/** The execution's input names no stream, or not an allowed one. Thrown by the connection manager. */
export const STREAM_ID_ERROR = "StreamIdError";

/** Lambda ended the invocation at its timeout. */
export const LAMBDA_TIMEOUT_ERROR = "Sandbox.Timedout";

/** Lambda lost the invocation: a crash, or no memory left. */
export const LAMBDA_CRASH_ERROR = "Lambda.Unknown";

/** Matches every failure of a task, the ones above included, except {@link STATES_TIMEOUT}. */
export const STATES_TASK_FAILED = "States.TaskFailed";

/** The task's own `TimeoutSeconds` ran out. */
export const STATES_TIMEOUT = "States.Timeout";

/** Failures that end the execution: trying again would only repeat them. */
export const PERMANENT_ERRORS = [STREAM_REFUSED_ERROR, STREAM_ID_ERROR, CONFIGURATION_ERROR] as const;

/** Failures after which the next connection starts. Stands after {@link PERMANENT_ERRORS}, which it also matches. */
export const TRANSIENT_ERRORS = [STATES_TASK_FAILED, STATES_TIMEOUT] as const;
