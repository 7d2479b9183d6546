import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventSink, type EventSinkOptions, InvalidOptionsError } from "@unbounded-streams/event-sink";
import { createLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";
import { openStream } from "@unbounded-streams/stream-reader";
import type { HandlerConfig } from "../config/handler-config.ts";
import { runConnection } from "../connection/run-connection.ts";
import { deadLetterStore } from "../dead-letters/dead-letter-store.ts";
import { ConfigurationError, StreamNotEndedError, StreamRefusedError } from "../errors.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import { type MetricsOutputOptions, metricsOutput } from "../metrics/metrics-output.ts";
import type { ConnectionReport } from "../report/connection-report.ts";
import { streamRequest } from "../source/stream-request.ts";
import { streamUrl } from "../source/stream-url.ts";
import { realSystem } from "../system.ts";
import { turnOf } from "./relay-turn.ts";
import { streamIdOf } from "./stream-id.ts";

/** How often a connection logs its progress; 60 s. */
const DEFAULT_PROGRESS_INTERVAL_MS = 60_000;

/** What {@link createHandler} takes: a checked configuration, and parts to use instead of its own. */
export interface HandlerOptions {
  config: HandlerConfig;
  /** By default one made from the environment (`AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB`, ...), shared by invocations. */
  client?: DynamoDBClient;
  /** By default a Powertools logger of the configured service. */
  logger?: Logger;
  /** By default a Powertools one of the configured namespace and service. Not used when metrics are switched off. */
  metrics?: Metrics;
}

/** What the handler uses of Lambda's context. */
export interface HandlerContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The Lambda function: one invocation holds one stream for a while. */
export type ConnectionHandler = (event: unknown, context: HandlerContext) => Promise<ConnectionReport>;

/**
 * Makes the Lambda handler. An event with `holder` and `expectedEpoch` is a turn of the relay: the invocation claims the
 * stream's lease, and returns with its outcome (`ended`, `stopped`, `superseded`, `expired`). Any other event asks for one
 * connection without a lease: it returns `{ outcome: "ended", ... }` when the source said that the stream is over.
 * It throws otherwise, once everything received is durable:
 *
 * - StreamIdError: the event names no stream, or not an allowed one
 * - StreamNotEndedError: the connection is over, the stream is not (without a lease only)
 * - StreamRefusedError: the source refuses the stream and no retry can mend it
 * - FlushError: an event could not be stored
 */
export function createHandler(options: HandlerOptions): ConnectionHandler {
  const { config, client = new DynamoDBClient() } = options;
  const logger = options.logger ?? loggerOf(config);
  if (config.stage !== undefined) logger.appendPersistentKeys({ stage: config.stage });
  const request = streamRequest(config);
  const sink = sinkOptions(config);
  const metrics = metricsOf(options);
  const store = config.relay && createLeaseStore({ client, tableName: config.relay.streamsTable });
  return async (event, context) => {
    const invocation = { streamId: streamIdOf(event), requestId: context.awsRequestId };
    const { streamId } = invocation;
    const log = logger.createChild({ persistentKeys: invocation });
    const { report, cause } = await runConnection({
      streamId,
      stream: { ...request, url: streamUrl(config.location, streamId) },
      open: openStream,
      createSink: (hooks) => createEventSink({ client, streamId, ...sink, ...hooks }),
      deadLetter: config.deadLetters && deadLetterStore(config.deadLetters),
      key: sink.key,
      lease: leaseOptions(event, context, config, store),
      eventId: config.eventId,
      resume: config.resume,
      resumeStart: config.resumeStart,
      maxCursorBytes: config.maxCursorBytes,
      onInvalid: config.onInvalid,
      followPolicy: config.followPolicy,
      log,
      logEvents: ["DEBUG", "TRACE"].includes(log.getLevelName()),
      progressIntervalMs: config.progressIntervalMs ?? DEFAULT_PROGRESS_INTERVAL_MS,
      onMetrics: metrics?.(invocation),
      metricsIntervalMs: config.metrics?.intervalMs,
      system: realSystem,
    }).catch(rethrow);
    if (report.outcome === "interrupted") throw new StreamNotEndedError(report, cause);
    if (report.outcome === "refused") throw new StreamRefusedError(report, cause);
    return report;
  };
}

function loggerOf({ serviceName, logLevel }: HandlerConfig): Logger {
  return new Logger(logLevel === undefined ? { serviceName } : { serviceName, logLevel });
}

/** A sink that cannot be made with its options is never made with them: the state machine must not ask for it again. */
function rethrow(error: unknown): never {
  if (error instanceof InvalidOptionsError) throw new ConfigurationError(error.issues);
  throw error;
}

function leaseOptions(
  event: unknown,
  context: HandlerContext,
  config: HandlerConfig,
  store: LeaseStore | undefined,
): LeaseOptions | undefined {
  const turn = turnOf(event);
  if (turn === undefined) return undefined;
  if (store === undefined || config.relay === undefined) {
    throw new ConfigurationError(["STREAMS_TABLE is not set: a turn of the relay needs the table of leases"]);
  }
  const { streamsTable: _, ...relay } = config.relay;
  return {
    ...relay,
    ...turn,
    store,
    claimId: context.awsRequestId,
    remainingMs: context.getRemainingTimeInMillis(),
  };
}

function sinkOptions(config: HandlerConfig): Omit<EventSinkOptions, "client" | "streamId"> {
  const { tableName, writeMode: mode, eventKey: key, shards, compress, expiresInSeconds } = config;
  return { tableName, mode, key, shards, compress, expiresInSeconds };
}

type MetricsOfInvocation = Pick<MetricsOutputOptions, "streamId" | "requestId">;

function metricsOf({ config, metrics }: HandlerOptions) {
  if (config.metrics === undefined) return undefined;
  const { namespace, perStream } = config.metrics;
  const output = metrics ?? new Metrics({ namespace, serviceName: config.serviceName });
  return (invocation: MetricsOfInvocation) => metricsOutput({ metrics: output, perStream, ...invocation });
}
