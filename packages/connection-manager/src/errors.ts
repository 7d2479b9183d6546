import type { ConnectionReport } from "./report/connection-report.ts";

/** Base of the errors of this package. Step Functions sees an error's `name`. */
export abstract class ConnectionManagerError extends Error {
  abstract readonly code: string;
}

/** The configuration cannot be used; the message lists everything that is wrong with it. */
export class ConfigurationError extends ConnectionManagerError {
  override readonly name = "ConfigurationError";
  readonly code = "CONFIGURATION_INVALID";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** The event names no stream, or names it in a way that is not allowed. */
export class StreamIdError extends ConnectionManagerError {
  override readonly name = "StreamIdError";
  readonly code = "STREAM_ID_INVALID";
}

/**
 * The connection closed, or could not be made, before the source said that the stream is over. Everything received has
 * been stored. The state machine connects again.
 */
export class StreamNotEndedError extends ConnectionManagerError {
  override readonly name = "StreamNotEndedError";
  readonly code = "STREAM_NOT_ENDED";
  readonly report: ConnectionReport;

  constructor(report: ConnectionReport, cause: Error | undefined) {
    super(
      `stream ${report.streamId} was not over when its connection was: ${report.reason ?? "closed by the source"}`,
      cause === undefined ? {} : { cause },
    );
    this.report = report;
  }
}

/** The source refuses the stream with a status that no retry can mend. */
export class StreamRefusedError extends ConnectionManagerError {
  override readonly name = "StreamRefusedError";
  readonly code = "STREAM_REFUSED";
  readonly report: ConnectionReport;

  constructor(report: ConnectionReport, cause: Error | undefined) {
    super(
      `stream ${report.streamId} is refused: ${report.reason ?? "no reason given"}`,
      cause === undefined ? {} : { cause },
    );
    this.report = report;
  }
}
