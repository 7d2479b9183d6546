/** Stable names of what can go wrong with a stream. */
export type StreamErrorCode =
  | "CONNECT_FAILED"
  | "CONNECT_TIMEOUT"
  | "CONTENT_ENCODING_UNSUPPORTED"
  | "FRAME_INVALID"
  | "FRAME_TOO_LARGE"
  | "HEADERS_FAILED"
  | "IDLE_TIMEOUT"
  | "OPTION_INVALID"
  | "STREAM_CONSUMED"
  | "STREAM_EXHAUSTED"
  | "STREAM_REFUSED";

/** Base of every error that this package throws. */
export abstract class StreamError extends Error {
  abstract readonly code: StreamErrorCode;
}

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
    super("this stream is being read already: open another one to read it again");
  }
}

/** The user's `headers` function threw or rejected. */
export class StreamHeadersError extends StreamError {
  override readonly name = "StreamHeadersError";
  readonly code = "HEADERS_FAILED";

  constructor(cause: unknown) {
    super(`the headers function failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The connection could not be made, or broke before the response's headers were complete. */
export class StreamConnectError extends StreamError {
  override readonly name = "StreamConnectError";
  readonly code = "CONNECT_FAILED";
  /** The system's or undici's own code, such as `ECONNREFUSED`. */
  readonly reason: string;

  constructor(target: string, cause: unknown) {
    const reason = reasonOf(cause);
    super(`could not connect to ${target}: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** No response headers within `connectTimeoutMs`. */
export class StreamConnectTimeoutError extends StreamError {
  override readonly name = "StreamConnectTimeoutError";
  readonly code = "CONNECT_TIMEOUT";
  readonly timeoutMs: number;

  constructor(target: string, timeoutMs: number) {
    super(`${target} sent no response headers within ${timeoutMs} ms: raise connectTimeoutMs if it is slow`);
    this.timeoutMs = timeoutMs;
  }
}

/** The source answered with a status that is neither a stream nor an end signal. */
export class StreamRefusedError extends StreamError {
  override readonly name = "StreamRefusedError";
  readonly code = "STREAM_REFUSED";
  readonly status: number;
  /** The first bytes of the body as text, 1 KiB at most. Not in the message: a source may repeat a key in it. */
  readonly bodyExcerpt: string;
  /** What `Retry-After` asks for (RFC 9110, 10.2.3), in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    target: string,
    response: { status: number; bodyExcerpt: string; retryAfterMs?: number | undefined },
  ) {
    const { status, bodyExcerpt, retryAfterMs } = response;
    const wait = retryAfterMs === undefined ? "" : `, and asks to wait ${retryAfterMs} ms`;
    super(`${target} refused the stream with status ${status}${wait}`);
    this.status = status;
    this.bodyExcerpt = bodyExcerpt;
    this.retryAfterMs = retryAfterMs;
  }
}

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

/** The body is compressed in a way that is not decoded here. */
export class StreamEncodingError extends StreamError {
  override readonly name = "StreamEncodingError";
  readonly code = "CONTENT_ENCODING_UNSUPPORTED";

  constructor(target: string, encoding: string) {
    super(
      `${target} sent content-encoding ${encoding}, which was not asked for: send accept-encoding identity`,
    );
  }
}

/** Nothing, not even a heartbeat, came for `idleTimeoutMs`. */
export class StreamIdleError extends StreamError {
  override readonly name = "StreamIdleError";
  readonly code = "IDLE_TIMEOUT";
  readonly timeoutMs: number;

  constructor(target: string, timeoutMs: number) {
    super(
      `${target} sent nothing for ${timeoutMs} ms: the connection is taken for dead; raise idleTimeoutMs if it is only quiet`,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** A frame grew beyond `maxFrameBytes`. */
export class FrameTooLargeError extends StreamError {
  override readonly name = "FrameTooLargeError";
  readonly code = "FRAME_TOO_LARGE";
  readonly maxFrameBytes: number;

  constructor(maxFrameBytes: number) {
    super(`a frame is larger than ${maxFrameBytes} bytes: raise maxFrameBytes, or check the format`);
    this.maxFrameBytes = maxFrameBytes;
  }
}

/** A frame is not what the format promises, such as an NDJSON line that is not JSON. */
export class FrameInvalidError extends StreamError {
  override readonly name = "FrameInvalidError";
  readonly code = "FRAME_INVALID";
  /** The frame as received. */
  readonly bytes: Uint8Array;

  constructor(message: string, bytes: Uint8Array) {
    super(message);
    this.bytes = bytes;
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? cause.message : `${code} ${cause.message}`.trim();
}
