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

/** Faults and throttles of Lambda itself, after which the same call may succeed. */
export const LAMBDA_RETRYABLE_ERRORS = [
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.CodeArtifactUserPendingException",
] as const;

/** The condition of a write does not hold. */
export const DYNAMODB_CONDITION_FAILED_ERROR = "DynamoDB.ConditionalCheckFailedException";

/** There is no such table. */
export const DYNAMODB_TABLE_MISSING_ERROR = "DynamoDB.ResourceNotFoundException";

/** What DynamoDB would answer in the same way if it were asked again. */
export const DYNAMODB_PERMANENT_ERRORS = [
  DYNAMODB_CONDITION_FAILED_ERROR,
  DYNAMODB_TABLE_MISSING_ERROR,
] as const;

/** An execution of that name has ended, or was started with another input. */
export const EXECUTION_EXISTS_ERROR = "StepFunctions.ExecutionAlreadyExistsException";

/** The same, and by the API's own name, as some that stand in for Step Functions locally call it. */
export const EXECUTION_EXISTS_ERRORS = [EXECUTION_EXISTS_ERROR, "ExecutionAlreadyExists"] as const;

/** No execution can have that name: more than 80 characters, mostly. */
export const EXECUTION_NAME_ERRORS = [
  "StepFunctions.ValidationException",
  "StepFunctions.InvalidNameException",
] as const;

/** Raised by `relay`: the stream has ended or was stopped. Ends the execution as succeeded. */
export const STREAM_ENDED_ERROR = "StreamEnded";

/** Raised by `relay`: the lease says that no further connection can succeed. */
export const STREAM_FAILED_ERROR = "StreamFailed";

/** Raised by `relay`: the function's answer has an `outcome` that the machine does not know. */
export const UNKNOWN_OUTCOME_ERROR = "UnknownOutcome";

/** Raised by `relay`: executions were started to take the stream over, and none did. */
export const NO_SUCCESSOR_ERROR = "NoSuccessor";

/** Matches every error that can be caught at all. */
export const STATES_ALL = "States.ALL";
