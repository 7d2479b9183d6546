import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventSink } from "@unbounded-streams/event-sink";
import type { OpenStreamOptions, RequestHeaders } from "@unbounded-streams/stream-reader";
import type { Context } from "aws-lambda";
import type { HandlerConfig } from "./config.ts";
import { StreamNotEndedError, StreamRefusedError } from "./errors.ts";
import { runConnection } from "./run-connection.ts";
import { sourceKey } from "./source-key.ts";
import { streamIdOf } from "./stream-id.ts";
import { streamUrl } from "./stream-url.ts";
import { now } from "./system.ts";
import type { ConnectionReport } from "./types.ts";

/** How often a connection logs its progress; 60 s. */
const DEFAULT_PROGRESS_INTERVAL_MS = 60_000;

/** What {@link createHandler} takes: a checked configuration, and parts to use instead of its own. */
export interface HandlerOptions {
  config: HandlerConfig;
  /** By default one made from the environment (`AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB`, ...), shared by invocations. */
  client?: DynamoDBClient;
  /** By default a Powertools logger of the service `connection-manager`. */
  logger?: Logger;
}

/** The Lambda function: one invocation holds one connection. */
export type ConnectionHandler = (
  event: unknown,
  context: Pick<Context, "awsRequestId">,
) => Promise<ConnectionReport>;

/**
 * Makes the Lambda handler. It returns `{ outcome: "ended", ... }` when the source said that the stream is over, and
 * throws otherwise, once everything received is durable:
 *
 * - StreamIdError: the event names no stream, or not an allowed one
 * - StreamNotEndedError: the connection is over, the stream is not
 * - StreamRefusedError: the source refuses the stream and no retry can mend it
 * - FlushError: an event could not be stored
 */
export function createHandler(options: HandlerOptions): ConnectionHandler {
  const { config, client = new DynamoDBClient() } = options;
  const logger = options.logger ?? new Logger({ serviceName: "connection-manager" });
  if (config.stage !== undefined) logger.appendPersistentKeys({ stage: config.stage });
  const key = sourceKey(config.keySource);
  const headers = async (): Promise<RequestHeaders> => {
    const value = await key();
    return { ...config.headers, ...(value === undefined ? {} : { authorization: `Bearer ${value}` }) };
  };
  return async (event, context) => {
    const streamId = streamIdOf(event);
    const log = logger.createChild({ persistentKeys: { streamId, requestId: context.awsRequestId } });
    const { report, cause } = await runConnection({
      streamId,
      stream: { ...streamOptions(config), url: streamUrl(config.location, streamId), headers },
      sink: createEventSink({ client, tableName: config.tableName, streamId }),
      log,
      logEvents: log.getLevelName() === "DEBUG" || log.getLevelName() === "TRACE",
      progressIntervalMs: config.progressIntervalMs ?? DEFAULT_PROGRESS_INTERVAL_MS,
      now,
    });
    if (report.outcome === "interrupted") throw new StreamNotEndedError(report, cause);
    if (report.outcome === "refused") throw new StreamRefusedError(report, cause);
    return report;
  };
}

function streamOptions(config: HandlerConfig): Omit<OpenStreamOptions, "url"> {
  const { format, endSignals, idleTimeoutMs, connectTimeoutMs, maxFrameBytes } = config;
  return {
    format,
    endSignals,
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }),
  };
}
