export {
  configFromEnvironment,
  type Environment,
  FORMATS,
  type HandlerConfig,
  type KeySource,
} from "./config.ts";
export {
  ConfigurationError,
  ConnectionManagerError,
  StreamIdError,
  StreamNotEndedError,
  StreamRefusedError,
} from "./errors.ts";
export { type ConnectionHandler, createHandler, type HandlerOptions } from "./handler.ts";
export {
  type ConnectionLog,
  type FinishedConnection,
  type RunConnectionOptions,
  runConnection,
} from "./run-connection.ts";
export { checkedStreamId, STREAM_ID_RULE, streamIdOf } from "./stream-id.ts";
export { type StreamLocation, streamUrl } from "./stream-url.ts";
export type { ConnectionOutcome, ConnectionReport } from "./types.ts";
