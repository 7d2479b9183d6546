/** Stable names of what can go wrong with a stream. */
export type StreamErrorCode =
  | "BODY_FAILED"
  | "CONNECT_FAILED"
  | "CONNECT_TIMEOUT"
  | "CONTENT_ENCODING_INVALID"
  | "CONTENT_ENCODING_UNSUPPORTED"
  | "CONTENT_TYPE_UNEXPECTED"
  | "DECODED_TOO_LARGE"
  | "EVENT_TIMEOUT"
  | "FRAME_INVALID"
  | "FRAME_TOO_LARGE"
  | "FRAME_TRUNCATED"
  | "HEADERS_FAILED"
  | "HEADERS_TIMEOUT"
  | "HEADERS_TOO_LARGE"
  | "IDLE_TIMEOUT"
  | "INFORMATIONAL_UNEXPECTED"
  | "OPTION_INVALID"
  | "REDIRECT_REFUSED"
  | "RESPONSE_MALFORMED"
  | "STREAM_CONSUMED"
  | "STREAM_EXHAUSTED"
  | "STREAM_FAILURE"
  | "STREAM_REFUSED"
  | "STREAM_RESTART"
  | "TLS_FAILED"
  | "TOO_MANY_REDIRECTS";

/** Base of every error that this package throws. */
export abstract class StreamError extends Error {
  abstract readonly code: StreamErrorCode;
}
