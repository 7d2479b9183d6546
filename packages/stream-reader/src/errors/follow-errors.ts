import { StreamError } from "./stream-error.ts";

/** A stream was given up, because a limit of its policy was reached. */
export class StreamExhaustedError extends StreamError {
  override readonly name = "StreamExhaustedError";
  readonly code = "STREAM_EXHAUSTED";
  readonly limit: "maxAttempts" | "maxElapsedMs";
  /** How the last connection went wrong, in words; its error, if there was one, is the `cause`. */
  readonly reason: string;

  constructor(
    target: string,
    why: {
      limit: "maxAttempts" | "maxElapsedMs";
      reason: string;
      faultsInARow: number;
      downMs: number;
    },
    cause: Error | undefined,
  ) {
    const { limit, reason, faultsInARow, downMs } = why;
    super(
      `gave up ${target} after ${faultsInARow} faults in a row within ${downMs} ms: raise policy.${limit} to go on; the last was: ${reason}`,
      cause === undefined ? {} : { cause },
    );
    this.limit = limit;
    this.reason = reason;
  }
}
