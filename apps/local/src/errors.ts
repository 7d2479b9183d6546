/** Base of the errors that end a run before its report. */
export abstract class LocalRunError extends Error {
  abstract readonly code: string;
}

/** A wrong option on the command line; the message says what is allowed. */
export class WrongOptionError extends LocalRunError {
  override readonly name = "WrongOptionError";
  readonly code = "OPTION_WRONG";
}

/** A part of the run (the source, DynamoDB) did not start. */
export class ServiceStartError extends LocalRunError {
  override readonly name = "ServiceStartError";
  readonly code = "SERVICE_NOT_STARTED";

  constructor(service: string, reason: string) {
    super(`${service} did not start: ${reason}`);
  }
}

/** A part of the run ended while it was needed. */
export class ServiceLostError extends LocalRunError {
  override readonly name = "ServiceLostError";
  readonly code = "SERVICE_LOST";

  constructor(service: string, how: string) {
    super(
      `${service} ended while the stream was running (${how}): what was stored until then is in its table`,
    );
  }
}

/** The user stopped the run before the stream was started. */
export class InterruptedStartError extends LocalRunError {
  override readonly name = "InterruptedStartError";
  readonly code = "START_INTERRUPTED";

  constructor() {
    super("Stopped before the stream was started: nothing was stored.");
  }
}

/** Another part of the run answered something that it never should. */
export class UnexpectedAnswerError extends LocalRunError {
  override readonly name = "UnexpectedAnswerError";
  readonly code = "ANSWER_UNEXPECTED";
}

/** An invocation failed: `name` and `message` are what Step Functions would see of it. */
export class InvocationError extends Error {
  readonly code = "INVOCATION_FAILED";
  /** Why, in words; undefined when the name says it all. */
  readonly reason: string | undefined;

  constructor(name: string, cause: string, reason?: string) {
    super(cause);
    this.name = name;
    this.reason = reason;
  }
}

/** A task of the state machine failed in its service; `name` is what Step Functions would see. */
export class ServiceTaskError extends Error {
  readonly code = "TASK_FAILED";

  constructor(name: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}
