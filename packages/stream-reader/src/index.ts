export {
  DEFAULT_END_STATUS,
  type EndSignal,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  endWhen,
  formatEndSignal,
  type JsonScalar,
  parseEndSignal,
} from "./end-signal.ts";
export {
  FrameInvalidError,
  FrameTooLargeError,
  StreamConnectError,
  StreamConnectTimeoutError,
  StreamConsumedError,
  StreamEncodingError,
  StreamError,
  type StreamErrorCode,
  StreamHeadersError,
  StreamIdleError,
  StreamOptionError,
  StreamRefusedError,
} from "./errors.ts";
export { chunks } from "./framing/chunks.ts";
export type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "./framing/decoder.ts";
export type { Frame } from "./framing/frame.ts";
export { type LinesOptions, lines } from "./framing/lines.ts";
export { type NdjsonOptions, ndjson } from "./framing/ndjson.ts";
export { sse } from "./framing/sse.ts";
export { fieldOf, parseJsonPointer } from "./json-pointer.ts";
export {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_IDLE_TIMEOUT_MS,
  DEFAULT_MAX_FRAME_BYTES,
  MAX_BODY_EXCERPT_BYTES,
} from "./limits.ts";
export { openStream } from "./open-stream.ts";
export { type Clock, systemClock } from "./system.ts";
export type {
  OpenStreamOptions,
  RequestHeaders,
  StreamConnection,
  StreamFinish,
  StreamResponse,
} from "./types.ts";
