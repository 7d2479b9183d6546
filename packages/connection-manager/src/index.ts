export type { FleetConfig } from "./config/fleet.ts";
export { configFromEnvironment, type HandlerConfig } from "./config/handler-config.ts";
export type { LedgerConfig } from "./config/ledger.ts";
export type { MetricsConfig } from "./config/metrics.ts";
export type { RelayConfig } from "./config/relay.ts";
export type { Environment } from "./config/variables/environment.ts";
export { runConnection } from "./connection/run-connection.ts";
export type {
  FinishedConnection,
  RunConnectionOptions,
  SteeredConnection,
} from "./connection/run-options.ts";
export type { DeadLetterPlace } from "./dead-letters/dead-letter-place.ts";
export {
  ConfigurationError,
  ConnectionManagerError,
  StreamIdError,
  StreamNotEndedError,
  StreamRefusedError,
} from "./errors.ts";
export { type EventIdRule, parseEventIdRule } from "./events/event-id.ts";
export type { InvalidRule, SinkHooks } from "./events/event-intake.ts";
export type { CarrierEvent } from "./handler/carrier-turn.ts";
export { type ConnectionHandler, createHandler } from "./handler/create-handler.ts";
export type { HandlerContext, HandlerOptions } from "./handler/parts.ts";
export { checkedStreamId, STREAM_ID_RULE, streamIdOf } from "./handler/stream-id.ts";
export type { LeaseOptions } from "./lease/lease-options.ts";
export { SaveSchedule, type SaveScheduleOptions } from "./lease/save-schedule.ts";
export {
  type HolderPace,
  holderPace,
  type TimeBudget,
  type TimeBudgetOptions,
  timeBudget,
} from "./lease/time-budget.ts";
export type { LedgerOptions } from "./ledger/ledger-options.ts";
export type { MetricValues } from "./metrics/connection-metrics.ts";
export type { ConnectionLog } from "./report/connection-log.ts";
export type {
  ConnectionOutcome,
  ConnectionPhases,
  ConnectionReport,
  HandoverProof,
} from "./report/connection-report.ts";
export { FORMATS } from "./source/formats.ts";
export { type KeyScheme, parseKeyScheme } from "./source/key-scheme.ts";
export type { KeySource } from "./source/source-key.ts";
export type { StreamRequest } from "./source/stream-request.ts";
export { type StreamLocation, streamUrl } from "./source/stream-url.ts";
export { realSystem, type System } from "./system.ts";
