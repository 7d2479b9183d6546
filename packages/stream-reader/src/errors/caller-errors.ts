import { StreamError } from "./stream-error.ts";

/** An option that cannot be used; thrown before anything is requested. */
export class StreamOptionError extends StreamError {
  override readonly name = "StreamOptionError";
  readonly code = "OPTION_INVALID";
}

/** The frames of a stream were asked for a second time. */
export class StreamConsumedError extends StreamError {
  override readonly name = "StreamConsumedError";
  readonly code = "STREAM_CONSUMED";

  constructor() {
    super("this stream is being read already: call openStream again for another connection");
  }
}

/** The user's `headers` function, or that of the `query`, threw or rejected. */
export class StreamHeadersError extends StreamError {
  override readonly name = "StreamHeadersError";
  readonly code = "HEADERS_FAILED";

  constructor(cause: unknown, what: "headers" | "query" = "headers") {
    super(`the ${what} function failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The user's `body` function threw or rejected, or what it made could not be sent. */
export class StreamBodyError extends StreamError {
  override readonly name = "StreamBodyError";
  readonly code = "BODY_FAILED";

  constructor(cause: unknown) {
    super(`the request's body failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
