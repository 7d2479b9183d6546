export type { DeadLetterPlace } from "./config/dead-letters.ts";
export type { Environment } from "./config/environment.ts";
export type { MetricsConfig } from "./config/metrics.ts";
export type { RelayConfig } from "./config/relay.ts";
export { FORMATS, type KeySource } from "./config/source.ts";
export { configFromEnvironment, type HandlerConfig } from "./config.ts";
export type { ConnectionLog } from "./connection-log.ts";
export type { MetricValues } from "./connection-metrics.ts";
export {
  ConfigurationError,
  ConnectionManagerError,
  StreamIdError,
  StreamNotEndedError,
  StreamRefusedError,
} from "./errors.ts";
export { type EventIdRule, parseEventIdRule } from "./event-id.ts";
export {
  type ConnectionHandler,
  createHandler,
  type HandlerContext,
  type HandlerOptions,
} from "./handler.ts";
export type { HandoverProof } from "./overlap-probe.ts";
export type { StreamRequest } from "./relay-stream.ts";
export { runConnection } from "./run-connection.ts";
export type { FinishedConnection, LeaseOptions, RunConnectionOptions } from "./run-options.ts";
export { checkedStreamId, STREAM_ID_RULE, streamIdOf } from "./stream-id.ts";
export { type StreamLocation, streamUrl } from "./stream-url.ts";
export { realSystem, type System } from "./system.ts";
export type { ConnectionOutcome, ConnectionPhases, ConnectionReport } from "./types.ts";
