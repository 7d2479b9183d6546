import { CausedError } from "./caused-error.ts";
import { StreamError } from "./stream-error.ts";

/** The connection could not be made, or broke before the response's headers were complete. */
export class StreamConnectError extends CausedError {
  override readonly name = "StreamConnectError";
  readonly code = "CONNECT_FAILED";

  constructor(target: string, cause: unknown) {
    super(cause, (reason) => `could not connect to ${target}: ${reason}`);
  }
}

/** No connection (TCP, TLS, proxy) within `connectTimeoutMs`; headers and body that functions make count too. */
export class StreamConnectTimeoutError extends StreamError {
  override readonly name = "StreamConnectTimeoutError";
  readonly code = "CONNECT_TIMEOUT";
  readonly timeoutMs: number;

  constructor(target: string, timeoutMs: number) {
    super(`no connection to ${target} within ${timeoutMs} ms: raise connectTimeoutMs if it is slow`);
    this.timeoutMs = timeoutMs;
  }
}

/** A connection was there, but no response headers came within `headersTimeoutMs`. */
export class StreamHeadersTimeoutError extends StreamError {
  override readonly name = "StreamHeadersTimeoutError";
  readonly code = "HEADERS_TIMEOUT";
  readonly timeoutMs: number;

  constructor(target: string, timeoutMs: number) {
    super(
      `${target} sent no response headers within ${timeoutMs} ms: raise headersTimeoutMs if it sends them with its first event only`,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** The TLS handshake failed: an untrusted or wrong certificate, or a peer that does not speak TLS. */
export class StreamTlsError extends CausedError {
  override readonly name = "StreamTlsError";
  readonly code = "TLS_FAILED";

  constructor(target: string, cause: unknown) {
    super(
      cause,
      (reason) => `TLS with ${target} failed: ${reason}; tls.ca takes the certificate of a private authority`,
    );
  }
}

/** What came in place of a response is not HTTP, or no answer to the handshake of a WebSocket. */
export class StreamMalformedError extends CausedError {
  override readonly name = "StreamMalformedError";
  readonly code = "RESPONSE_MALFORMED";

  constructor(target: string, cause: unknown, expected: "HTTP" | "a WebSocket's handshake" = "HTTP") {
    super(
      cause,
      (reason) => `${target} sent what is not ${expected}: ${reason}; check the port and the protocol`,
    );
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
