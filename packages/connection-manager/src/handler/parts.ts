import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { DeadLetter, EventSinkOptions } from "@unbounded-streams/event-sink";
import { createLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";
import { createLedger, type Ledger } from "@unbounded-streams/stream-ledger";
import type { HandlerConfig } from "../config/handler-config.ts";
import { deadLetterStore } from "../dead-letters/dead-letter-store.ts";
import { realUsage } from "../system.ts";

/** What a handler is made of: a checked configuration, and parts to use instead of its own. */
export interface HandlerOptions {
  config: HandlerConfig;
  /** By default one made from the environment (`AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB`, ...), shared by invocations. */
  client?: DynamoDBClient;
  /** By default a Powertools logger of the configured service. */
  logger?: Logger;
  /** By default a Powertools one of the configured namespace and service. Not used when metrics are switched off. */
  metrics?: Metrics;
  /** By default one made from the environment (`AWS_ENDPOINT_URL_SFN`, ...), when a carrier starts another. */
  stepFunctions?: SFNClient;
}

/** What the handler uses of Lambda's context. */
export interface HandlerContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What all invocations of a handler, and all streams of an invocation, have in common. */
export interface HandlerParts {
  readonly config: HandlerConfig;
  readonly client: DynamoDBClient;
  readonly logger: Logger;
  /** Undefined when metrics are switched off. */
  readonly metrics: Metrics | undefined;
  readonly stepFunctions: SFNClient | undefined;
  readonly sink: Omit<EventSinkOptions, "client" | "streamId" | "key">;
  /** Makes the place for what cannot be stored; undefined when there is none. */
  readonly deadLetter: (() => DeadLetter) | undefined;
  /** Undefined when there is no table of leases. */
  readonly store: LeaseStore | undefined;
  /** Undefined when connections are not put on record. */
  readonly ledger: Ledger | undefined;
  /** Memory that the process used when they were made, before any stream. */
  readonly startBytes: number;
}

export function handlerParts(options: HandlerOptions): HandlerParts {
  const { config, client = new DynamoDBClient(), stepFunctions } = options;
  const { deadLetters, relay, ledger, stage } = config;
  const logger = options.logger ?? loggerOf(config);
  if (stage !== undefined) logger.appendPersistentKeys({ stage });
  return {
    config,
    client,
    logger,
    metrics: metricsOf(options),
    stepFunctions,
    sink: sinkOptions(config),
    deadLetter: deadLetters && (() => deadLetterStore(deadLetters)),
    store: relay && createLeaseStore({ client, tableName: relay.streamsTable }),
    ledger: ledger && createLedger({ client, tableName: ledger.tableName, ttlSeconds: ledger.ttlSeconds }),
    startBytes: realUsage.residentBytes(),
  };
}

function loggerOf({ serviceName, logLevel }: HandlerConfig): Logger {
  return new Logger(logLevel === undefined ? { serviceName } : { serviceName, logLevel });
}

function metricsOf({ config, metrics }: HandlerOptions): Metrics | undefined {
  if (config.metrics === undefined) return undefined;
  const { namespace } = config.metrics;
  return metrics ?? new Metrics({ namespace, serviceName: config.serviceName });
}

function sinkOptions(config: HandlerConfig): HandlerParts["sink"] {
  const {
    tableName,
    keys,
    partitionPrefix,
    attributes,
    writeMode: mode,
    packDelayMs,
    shards,
    compress,
    expiresInSeconds,
  } = config;
  return {
    ...{ tableName, keys, partitionPrefix, attributes },
    ...{ mode, packDelayMs, shards, compress, expiresInSeconds },
  };
}
