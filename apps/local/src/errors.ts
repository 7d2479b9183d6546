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

/** Another part of the run answered something that it never should. */
export class UnexpectedAnswerError extends LocalRunError {
  override readonly name = "UnexpectedAnswerError";
  readonly code = "ANSWER_UNEXPECTED";
}

/** An invocation failed: `name` and `message` are what Step Functions would see of it. */
export class InvocationError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}
