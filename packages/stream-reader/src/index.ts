export {
  DEFAULT_END_STATUS,
  type EndSignal,
  endOnAll,
  endOnAny,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  endUnless,
  endWhen,
  formatEndSignal,
  type JsonScalar,
  parseEndSignal,
} from "./end-signal.ts";
export {
  FrameInvalidError,
  FrameTooLargeError,
  FrameTruncatedError,
  StreamBodyError,
  StreamConnectError,
  StreamConnectTimeoutError,
  StreamConsumedError,
  StreamContentTypeError,
  StreamDecodeError,
  StreamEncodingError,
  StreamError,
  type StreamErrorCode,
  StreamExhaustedError,
  StreamExpansionError,
  StreamHeadersError,
  StreamHeadersTooLargeError,
  StreamIdleError,
  StreamInformationalError,
  StreamMalformedError,
  StreamOptionError,
  StreamRedirectError,
  StreamRefusedError,
  StreamTlsError,
  StreamTooManyRedirectsError,
} from "./errors.ts";
export { type ConnectionEvent, FOLLOW_CHANNEL } from "./follow/connection-event.ts";
export { type CursorRule, isCursor, textIdAt } from "./follow/cursor.ts";
export { followStream } from "./follow/follow-stream.ts";
export type {
  FollowedStream,
  FollowFinish,
  FollowRequest,
  FollowStreamOptions,
  FollowTotals,
  HeadersContext,
  OpenStream,
} from "./follow/follow-types.ts";
export type { ReopenStep } from "./follow/next-step.ts";
export { DEFAULT_FOLLOW_POLICY, type FollowPolicy, meaningOf, type StatusPattern } from "./follow/policy.ts";
export type { Acknowledgement } from "./follow/progress.ts";
export { LAST_EVENT_ID, parseResumeRule, type ResumeRule } from "./follow/resume-rule.ts";
export { DEFAULT_LEARNED_IDLE, type LearnedIdle } from "./follow/rhythm.ts";
export { sleep } from "./follow/sleep.ts";
export { chunks } from "./framing/chunks.ts";
export { type ConcatenatedJsonOptions, concatenatedJson } from "./framing/concatenated-json.ts";
export type {
  DecoderOptions,
  FrameDecoder,
  FrameFormat,
  OversizeFrame,
  TruncatedRecord,
} from "./framing/decoder.ts";
export { type DelimitedOptions, delimited } from "./framing/delimited.ts";
export type { Frame } from "./framing/frame.ts";
export { type JsonSequenceOptions, jsonSequence } from "./framing/json-sequence.ts";
export { type LengthDelimitedOptions, lengthDelimited } from "./framing/length-delimited.ts";
export type { LengthPrefix } from "./framing/length-prefix.ts";
export { type LinesOptions, lines } from "./framing/lines.ts";
export { type NdjsonOptions, ndjson } from "./framing/ndjson.ts";
export { sse } from "./framing/sse.ts";
export { CHANNEL_PREFIX, type StreamMessages } from "./http/diagnostics.ts";
export { fieldOf, parseJsonPointer } from "./json-pointer.ts";
export {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_IDLE_TIMEOUT_MS,
  DEFAULT_MAX_EXPANSION_RATIO,
  DEFAULT_MAX_FRAME_BYTES,
  DEFAULT_MAX_HEADER_BYTES,
  DEFAULT_MAX_REDIRECTS,
  DEFAULT_TCP_KEEP_ALIVE_MS,
  MAX_BODY_EXCERPT_BYTES,
} from "./limits.ts";
export { openStream } from "./open-stream.ts";
export { type Clock, systemClock } from "./system.ts";
export type {
  BreakReason,
  ContentCoding,
  OpenStreamOptions,
  QueryParameters,
  RedirectOptions,
  RequestBody,
  RequestHeaders,
  RequestOptions,
  StreamConnection,
  StreamFinish,
  StreamResponse,
  TlsOptions,
  TransportOptions,
} from "./types.ts";
