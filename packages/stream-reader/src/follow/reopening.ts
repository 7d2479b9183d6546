import type { StreamErrorCode } from "../errors.ts";

/**
 * Whether another connection may do better after an error. Faults of the data and of the request itself may not: every
 * connection would meet them again, so they must be heard of. What a refusal means, its status says.
 */
export const REOPENING: Readonly<Record<StreamErrorCode, boolean>> = {
  CONNECT_FAILED: true,
  CONNECT_TIMEOUT: true,
  CONTENT_ENCODING_UNSUPPORTED: false,
  FRAME_INVALID: false,
  FRAME_TOO_LARGE: false,
  HEADERS_FAILED: true,
  IDLE_TIMEOUT: true,
  OPTION_INVALID: false,
  STREAM_CONSUMED: false,
  STREAM_EXHAUSTED: false,
  STREAM_REFUSED: false,
};
