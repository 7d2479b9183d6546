/** Stable names of what can go wrong in a benchmark. */
export type BenchErrorCode =
  | "CONTESTANT_FAILED"
  | "INTERRUPTED"
  | "OPTION_INVALID"
  | "PROCESS_FAILED"
  | "REPORT_UNREADABLE"
  | "TALLY_WRONG";

/** Base of every error of the benchmarks. */
export abstract class BenchError extends Error {
  abstract readonly code: BenchErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line cannot be used. */
export class WrongOptionError extends BenchError {
  readonly code = "OPTION_INVALID";
}

/** A contestant threw. */
export class ContestantFailedError extends BenchError {
  readonly code = "CONTESTANT_FAILED";

  constructor(contestant: string, reason: string) {
    super(`${contestant} failed, so there is nothing to compare: ${reason}`);
  }
}

/** A process of a contestant or a server ended, or was silent, when it should have answered. */
export class ProcessFailedError extends BenchError {
  readonly code = "PROCESS_FAILED";

  constructor(name: string, what: string, standardError: string) {
    super(`the process of ${name} ${what}${standardError === "" ? "" : `; it wrote: ${standardError}`}`);
  }
}

/** A contestant did not deliver what was sent: its speed means nothing. */
export class WrongTallyError extends BenchError {
  readonly code = "TALLY_WRONG";

  constructor(contestant: string, got: string, expected: string) {
    super(`${contestant} delivered ${got} instead of ${expected}: its speed means nothing`);
  }
}

/** The file of figures cannot be merged into. */
export class ReportUnreadableError extends BenchError {
  readonly code = "REPORT_UNREADABLE";
}

/** Ctrl-C. */
export class InterruptedError extends BenchError {
  readonly code = "INTERRUPTED";

  constructor() {
    super("interrupted: nothing was written");
  }
}
