import type { StreamErrorCode } from "../../errors/stream-error.ts";

/**
 * Whether another connection may do better after an error: `always`; `once-up`, when the stream has been up before, since a
 * proxy or a deploy of the source may be in between, while at the first connection only the configuration can mend it; or
 * `never`: every connection would meet it again, so it must be heard of. What a refusal means, its status says, and
 * after a failure or a restart that the source has said, it is opened again in any case.
 */
export const REOPENING: Readonly<Record<StreamErrorCode, "always" | "once-up" | "never">> = {
  BODY_FAILED: "always",
  CONNECT_FAILED: "always",
  CONNECT_TIMEOUT: "always",
  CONTENT_ENCODING_INVALID: "always",
  CONTENT_ENCODING_UNSUPPORTED: "once-up",
  CONTENT_TYPE_UNEXPECTED: "once-up",
  DECODED_TOO_LARGE: "never",
  EVENT_TIMEOUT: "always",
  FRAME_INVALID: "never",
  FRAME_TOO_LARGE: "never",
  FRAME_TRUNCATED: "never",
  HEADERS_FAILED: "always",
  HEADERS_TIMEOUT: "always",
  HEADERS_TOO_LARGE: "once-up",
  IDLE_TIMEOUT: "always",
  INFORMATIONAL_UNEXPECTED: "always",
  OPTION_INVALID: "never",
  REDIRECT_REFUSED: "once-up",
  RESPONSE_MALFORMED: "always",
  STREAM_CONSUMED: "never",
  STREAM_EXHAUSTED: "never",
  STREAM_FAILURE: "never",
  STREAM_REFUSED: "never",
  STREAM_RESTART: "never",
  TLS_FAILED: "always",
  TOO_MANY_REDIRECTS: "once-up",
};
