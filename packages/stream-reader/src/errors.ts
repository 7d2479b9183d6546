/** Stable names of what can go wrong with a stream. */
export type StreamErrorCode =
  | "BODY_FAILED"
  | "CONNECT_FAILED"
  | "CONNECT_TIMEOUT"
  | "CONTENT_ENCODING_INVALID"
  | "CONTENT_ENCODING_UNSUPPORTED"
  | "CONTENT_TYPE_UNEXPECTED"
  | "DECODED_TOO_LARGE"
  | "FRAME_INVALID"
  | "FRAME_TOO_LARGE"
  | "FRAME_TRUNCATED"
  | "HEADERS_FAILED"
  | "HEADERS_TOO_LARGE"
  | "IDLE_TIMEOUT"
  | "INFORMATIONAL_UNEXPECTED"
  | "OPTION_INVALID"
  | "REDIRECT_REFUSED"
  | "RESPONSE_MALFORMED"
  | "STREAM_CONSUMED"
  | "STREAM_EXHAUSTED"
  | "STREAM_REFUSED"
  | "TLS_FAILED"
  | "TOO_MANY_REDIRECTS";

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
    super("this stream is being read already: call openStream again for another connection");
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

/** The user's `body` function threw or rejected, or what it made could not be sent. */
export class StreamBodyError extends StreamError {
  override readonly name = "StreamBodyError";
  readonly code = "BODY_FAILED";

  constructor(cause: unknown) {
    super(`the request's body failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The TLS handshake failed: an untrusted or wrong certificate, or a peer that does not speak TLS. */
export class StreamTlsError extends StreamError {
  override readonly name = "StreamTlsError";
  readonly code = "TLS_FAILED";
  /** OpenSSL's or Node's own code, such as `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly reason: string;

  constructor(target: string, cause: unknown) {
    const reason = reasonOf(cause);
    super(`TLS with ${target} failed: ${reason}; tls.ca takes the certificate of a private authority`, {
      cause,
    });
    this.reason = reason;
  }
}

/** What came in place of a response is not HTTP. */
export class StreamMalformedError extends StreamError {
  override readonly name = "StreamMalformedError";
  readonly code = "RESPONSE_MALFORMED";
  readonly reason: string;

  constructor(target: string, cause: unknown) {
    const reason = reasonOf(cause);
    super(`${target} sent what is not HTTP: ${reason}; check the port and the protocol`, { cause });
    this.reason = reason;
  }
}

/** The response's headers are larger than `maxHeaderBytes`. */
export class StreamHeadersTooLargeError extends StreamError {
  override readonly name = "StreamHeadersTooLargeError";
  readonly code = "HEADERS_TOO_LARGE";
  readonly maxHeaderBytes: number;

  constructor(target: string, maxHeaderBytes: number) {
    super(`${target} sent headers of more than ${maxHeaderBytes} bytes: raise maxHeaderBytes if it must be`);
    this.maxHeaderBytes = maxHeaderBytes;
  }
}

/** An interim response that was not asked for: 100 Continue, 101 Switching Protocols, or too many of the others. */
export class StreamInformationalError extends StreamError {
  override readonly name = "StreamInformationalError";
  readonly code = "INFORMATIONAL_UNEXPECTED";

  constructor(target: string, what: string, cause?: unknown) {
    super(`${target} sent ${what} before its response, which was not asked for`, { cause });
  }
}

/** A redirect that is not followed: to another protocol, from https to http, or with a body that is gone. */
export class StreamRedirectError extends StreamError {
  override readonly name = "StreamRedirectError";
  readonly code = "REDIRECT_REFUSED";
  readonly status: number;

  constructor(target: string, status: number, why: string) {
    super(`${target} redirected with status ${status} ${why}`);
    this.status = status;
  }
}

/** More redirects than `maxRedirects`, or a redirect back to where the request has been. */
export class StreamTooManyRedirectsError extends StreamError {
  override readonly name = "StreamTooManyRedirectsError";
  readonly code = "TOO_MANY_REDIRECTS";

  constructor(target: string, why: string) {
    super(`the redirects of ${target} lead nowhere: ${why}`);
  }
}

/** The response is of another media type than the format reads. */
export class StreamContentTypeError extends StreamError {
  override readonly name = "StreamContentTypeError";
  readonly code = "CONTENT_TYPE_UNEXPECTED";
  /** The response's `Content-Type`; undefined when it has none. */
  readonly contentType: string | undefined;

  constructor(target: string, contentType: string | undefined, expected: readonly string[]) {
    super(
      `${target} sent ${contentType === undefined ? "no content type" : `the content type ${JSON.stringify(contentType)}`}, not ${expected.join(" or ")}: set contentTypes to accept others`,
    );
    this.contentType = contentType;
  }
}

/** The body is coded in a way that is not decoded here. */
export class StreamEncodingError extends StreamError {
  override readonly name = "StreamEncodingError";
  readonly code = "CONTENT_ENCODING_UNSUPPORTED";

  constructor(target: string, why: string) {
    super(`${target} sent ${why}; set acceptEncoding to what can be decoded`);
  }
}

/** The body is not what its content coding promises. The frames that came before it have been delivered. */
export class StreamDecodeError extends StreamError {
  override readonly name = "StreamDecodeError";
  readonly code = "CONTENT_ENCODING_INVALID";
  readonly coding: string;

  constructor(target: string, coding: string, cause: unknown) {
    super(`${target} sent a body that is not ${coding}: ${reasonOf(cause)}`, { cause });
    this.coding = coding;
  }
}

/** The body grew beyond `maxExpansionRatio` when it was decoded: a decompression bomb, by its looks. */
export class StreamExpansionError extends StreamError {
  override readonly name = "StreamExpansionError";
  readonly code = "DECODED_TOO_LARGE";
  readonly maxExpansionRatio: number;

  constructor(target: string, maxExpansionRatio: number, bytes: { encoded: number; decoded: number }) {
    super(
      `${target} sent ${bytes.encoded} bytes that decode to more than ${bytes.decoded}: raise maxExpansionRatio (${maxExpansionRatio}) if it is to be trusted`,
    );
    this.maxExpansionRatio = maxExpansionRatio;
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

  constructor(message: string, bytes: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.bytes = bytes;
  }
}

/** The end of the bytes cut a record off, and nobody was there to be told of it. */
export class FrameTruncatedError extends StreamError {
  override readonly name = "FrameTruncatedError";
  readonly code = "FRAME_TRUNCATED";
  /** What had come of the record. */
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super(
      `the end cut off a record of which ${bytes.length} bytes had come (the error carries them): give onTruncated to take them`,
    );
    this.bytes = bytes;
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? cause.message : `${code} ${cause.message}`.trim();
}
