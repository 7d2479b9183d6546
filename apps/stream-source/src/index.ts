export type { Cancel, Clock } from "./clock.ts";
export {
  END_OF_STREAM_MESSAGE,
  END_OF_STREAM_SSE_DATA,
  END_OF_STREAM_SSE_EVENT,
  STREAM_FORMATS,
  type StreamFormat,
} from "./encoders.ts";
export {
  InvalidFaultError,
  InvalidOptionError,
  ListenError,
  StreamSourceError,
  type StreamSourceErrorCode,
} from "./errors.ts";
export type { Fault, FaultEnding, FaultKind } from "./fault-kinds.ts";
export { type FaultsInput, formatFaultSpec, parseFaultSpec } from "./fault-spec.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { SOURCE_MODES, type SourceMode, type StreamSourceOptions } from "./options.ts";
export { randomAt } from "./random.ts";
export type { StreamSummary } from "./registry.ts";
export { type StreamSource, startStreamSource } from "./server.ts";
export type {
  ConnectionTruth,
  EndReason,
  RefusalTruth,
  StreamState,
  StreamTruth,
  TruthEvent,
} from "./truth.ts";
