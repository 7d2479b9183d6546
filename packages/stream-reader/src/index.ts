export { parseJsonPointer } from "@unbounded-streams/json-pointer";
export type { StreamResponse } from "./connection/connecting/connected.ts";
export { openStream } from "./connection/open-stream.ts";
export type { OpenStreamOptions } from "./connection/open-stream-options.ts";
export type { StreamConnection, StreamFinish } from "./connection/stream-connection.ts";
export { controlMatcher } from "./control/control-matcher.ts";
export type { ControlAction, ControlRule } from "./control/control-rule.ts";
export { controlProblems, parseControlRules } from "./control/parse-control-rules.ts";
export {
  DEFAULT_END_STATUS,
  type EndSignal,
  endOnAll,
  endOnAny,
  endOnClose,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  endUnless,
  endWhen,
  type JsonScalar,
} from "./end-signals/end-signal.ts";
export { formatEndSignal, parseEndSignal } from "./end-signals/end-signal-text.ts";
export {
  StreamDecodeError,
  StreamEventTimeoutError,
  StreamExpansionError,
  StreamIdleError,
} from "./errors/body-errors.ts";
export {
  StreamBodyError,
  StreamConsumedError,
  StreamHeadersError,
  StreamOptionError,
} from "./errors/caller-errors.ts";
export {
  StreamConnectError,
  StreamConnectTimeoutError,
  StreamHeadersTimeoutError,
  StreamHeadersTooLargeError,
  StreamInformationalError,
  StreamMalformedError,
  StreamTlsError,
} from "./errors/connect-errors.ts";
export { StreamFailureError, StreamRestartError } from "./errors/control-errors.ts";
export { StreamExhaustedError } from "./errors/follow-errors.ts";
export { FrameInvalidError, FrameTooLargeError, FrameTruncatedError } from "./errors/frame-errors.ts";
export {
  StreamContentTypeError,
  StreamEncodingError,
  StreamRedirectError,
  StreamRefusedError,
  StreamTooManyRedirectsError,
} from "./errors/response-errors.ts";
export { StreamError, type StreamErrorCode } from "./errors/stream-error.ts";
export { type ConnectionEvent, FOLLOW_CHANNEL } from "./follow/connection-event.ts";
export type {
  FollowRequest,
  FollowStreamOptions,
  OpenStream,
} from "./follow/follow-options.ts";
export { followStream } from "./follow/follow-stream.ts";
export type { FollowedStream, FollowFinish, FollowTotals } from "./follow/followed-stream.ts";
export type { FollowHistory } from "./follow/policy/follow-history.ts";
export {
  DEFAULT_FOLLOW_POLICY,
  type FollowPolicy,
  type LeastPause,
} from "./follow/policy/follow-policy.ts";
export type { ReopenStep } from "./follow/policy/next-step.ts";
export { followPolicyProblems, parseFollowPolicy } from "./follow/policy/parse-policy.ts";
export { meaningOf } from "./follow/policy/status-meaning.ts";
export { type CursorUses, cursorTest } from "./follow/requests/cursor-test.ts";
export type { HeadersContext } from "./follow/requests/request-context.ts";
export type { WhenResuming } from "./follow/requests/when-resuming.ts";
export {
  applyResume,
  type OpeningMessage,
  type ResumableRequest,
} from "./follow/resume/apply-resume.ts";
export {
  type CursorParts,
  type CursorPlace,
  type CursorRule,
  type CursorTest,
  isCursor,
} from "./follow/resume/cursor.ts";
export { cursorRuleProblem, parseCursorRule } from "./follow/resume/cursor-rule.ts";
export { type CursorTrackerOptions, cursorTracker } from "./follow/resume/cursor-tracker.ts";
export type { Acknowledgement } from "./follow/resume/progress.ts";
export {
  LAST_EVENT_ID,
  parseResumeRule,
  type ResumeRule,
  resumeRuleProblems,
} from "./follow/resume/resume-rule.ts";
export type { HandshakeRequest } from "./follow/session/handshake.ts";
export { sleep } from "./follow/sleep.ts";
export { type ElementsOptions, elements } from "./framing/elements/elements.ts";
export { type AutoOptions, auto } from "./framing/formats/auto.ts";
export { chunks } from "./framing/formats/chunks.ts";
export { type ConcatenatedJsonOptions, concatenatedJson } from "./framing/formats/concatenated-json.ts";
export { type DelimitedOptions, delimited } from "./framing/formats/delimited.ts";
export { type JsonArrayOptions, jsonArray } from "./framing/formats/json-array.ts";
export { type JsonSequenceOptions, jsonSequence } from "./framing/formats/json-sequence.ts";
export { type LengthDelimitedOptions, lengthDelimited } from "./framing/formats/length-delimited.ts";
export { type LinesOptions, lines } from "./framing/formats/lines.ts";
export { type MessagesOptions, messages } from "./framing/formats/messages.ts";
export { type MultipartOptions, multipart } from "./framing/formats/multipart.ts";
export { type NdjsonOptions, ndjson } from "./framing/formats/ndjson.ts";
export { sse } from "./framing/formats/sse.ts";
export type { Frame, FrameControl, FrameRejection } from "./framing/frames/frame.ts";
export { fieldOf } from "./framing/frames/frame-field.ts";
export type {
  DecoderOptions,
  FrameDecoder,
  FrameFormat,
  OversizeFrame,
  TruncatedRecord,
} from "./framing/frames/frame-format.ts";
export { textIdAt } from "./framing/frames/text-id.ts";
export type { LengthPrefix } from "./framing/splitting/length-prefix.ts";
export type { ContentCoding } from "./http/content-codings/content-coding.ts";
export { CookieJar } from "./http/cookies/cookie-jar.ts";
export { CHANNEL_PREFIX, type StreamMessages } from "./http/diagnostics.ts";
export { targetOf } from "./http/request/http-url.ts";
export { headerProblems } from "./http/request/request-headers.ts";
export type {
  QueryParameters,
  RedirectOptions,
  RequestBody,
  RequestHeaders,
  RequestOptions,
} from "./http/request/request-options.ts";
export type { BreakReason } from "./http/response/body-source.ts";
export type { TlsOptions, TransportOptions } from "./http/transport/transport-options.ts";
export {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_IDLE_TIMEOUT_MS,
  DEFAULT_MAX_CURSOR_BYTES,
  DEFAULT_MAX_EXPANSION_RATIO,
  DEFAULT_MAX_FRAME_BYTES,
  DEFAULT_MAX_HEADER_BYTES,
  DEFAULT_MAX_REDIRECTS,
  DEFAULT_TCP_KEEP_ALIVE_MS,
  MAX_BODY_EXCERPT_BYTES,
} from "./limits.ts";
export type { StatusPattern } from "./status-pattern.ts";
export { type Clock, systemClock } from "./system.ts";
export { DEFAULT_LEARNED_IDLE, type LearnedIdle } from "./timeouts/learned-idle.ts";
export type { WebSocketOptions } from "./websocket/websocket-options.ts";
