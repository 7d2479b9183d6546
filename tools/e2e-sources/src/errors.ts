/** Base of the errors of this tool. */
export abstract class EndToEndError extends Error {
  abstract readonly code: string;
}

/** A wrong option on the command line; the message says what is allowed. */
export class WrongOptionError extends EndToEndError {
  override readonly name = "WrongOptionError";
  readonly code = "OPTION_WRONG";
}

/** A server did not start, or did not start again. */
export class ServerStartError extends EndToEndError {
  override readonly name = "ServerStartError";
  readonly code = "SERVER_NOT_STARTED";

  /** @param logFile where the server's output is */
  constructor(command: string, why: string, logFile: string) {
    super(`${command} did not start: ${why}; its output is in ${logFile}`);
  }
}

/** A server did not take what was published. */
export class PublishError extends EndToEndError {
  override readonly name = "PublishError";
  readonly code = "EVENT_NOT_PUBLISHED";

  constructor(n: number, why: string) {
    super(`event ${n} was not published: ${why}`);
  }
}

/** Something that was to happen did not happen in time. */
export class NeverHappenedError extends EndToEndError {
  override readonly name = "NeverHappenedError";
  readonly code = "NEVER_HAPPENED";

  constructor(what: string, withinMs: number) {
    super(`${what}: not within ${withinMs / 1_000} s`);
  }
}

/** The local run of the relay ended before it was to. */
export class RelayLostError extends EndToEndError {
  override readonly name = "RelayLostError";
  readonly code = "RELAY_LOST";
}

/** The run was interrupted. */
export class InterruptedError extends EndToEndError {
  override readonly name = "InterruptedError";
  readonly code = "INTERRUPTED";

  constructor() {
    super("interrupted");
  }
}
