import type { StreamErrorCode } from "../../errors/stream-error.ts";

/**
 * Whether another connection may do better after an error. Faults of the data and of the request itself may not: every
 * connection would meet them again, so they must be heard of. What a refusal means, its status says.
 */
export const REOPENING: Readonly<Record<StreamErrorCode, boolean>> = {
  BODY_FAILED: true,
  CONNECT_FAILED: true,
  CONNECT_TIMEOUT: true,
  CONTENT_ENCODING_INVALID: true,
  CONTENT_ENCODING_UNSUPPORTED: false,
  CONTENT_TYPE_UNEXPECTED: false,
  DECODED_TOO_LARGE: false,
  FRAME_INVALID: false,
  FRAME_TOO_LARGE: false,
  FRAME_TRUNCATED: false,
  HEADERS_FAILED: true,
  HEADERS_TOO_LARGE: false,
  IDLE_TIMEOUT: true,
  INFORMATIONAL_UNEXPECTED: true,
  OPTION_INVALID: false,
  REDIRECT_REFUSED: false,
  RESPONSE_MALFORMED: true,
  STREAM_CONSUMED: false,
  STREAM_EXHAUSTED: false,
  STREAM_REFUSED: false,
  TLS_FAILED: true,
  TOO_MANY_REDIRECTS: false,
};
