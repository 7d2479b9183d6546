import { createEventSink, InvalidOptionsError, readSegments } from "@unbounded-streams/event-sink";
import { openStream } from "@unbounded-streams/stream-reader";
import type { RunConnectionOptions } from "../connection/run-options.ts";
import { ConfigurationError } from "../errors.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import type { MetricValues } from "../metrics/connection-metrics.ts";
import { streamRequest } from "../source/stream-request.ts";
import { streamUrl } from "../source/stream-url.ts";
import { tlsMaterial } from "../source/tls-material.ts";
import { realSystem } from "../system.ts";
import type { HandlerParts } from "./parts.ts";
import { sourceOfStream } from "./source-of-stream.ts";

/** How often a connection logs its progress; 60 s. */
const DEFAULT_PROGRESS_INTERVAL_MS = 60_000;

/** Segments that are read at once for the proof of a handover: few, as the streams of a carrier may do it at the same time. */
const SEGMENTS_AT_ONCE = 10;

/** A stream of an invocation. */
export interface HeldStream {
  readonly streamId: string;
  readonly requestId: string;
  readonly lease: LeaseOptions | undefined;
  /** What the platform says is left of the invocation, in milliseconds. */
  readonly remainingMs: number;
  readonly onMetrics: ((values: MetricValues) => void) | undefined;
}

/**
 * What a connection for a stream is run with, as the handler is configured.
 *
 * @throws StreamIdError when the stream is of no known source
 */
export function connectionOptions(
  { config, client, logger, sink, deadLetter, ledger }: HandlerParts,
  { streamId, requestId, lease, remainingMs, onMetrics }: HeldStream,
): RunConnectionOptions {
  const { source, id } = sourceOfStream(config, streamId);
  const { eventKey: key, tlsSecretArn } = source;
  const log = logger.createChild({ persistentKeys: { streamId, requestId } });
  return {
    streamId,
    stream: { ...streamRequest(source, id), url: streamUrl(source.location, id) },
    tls: tlsSecretArn === undefined ? undefined : () => tlsMaterial(source),
    open: openStream,
    createSink: configured((hooks) => createEventSink({ client, streamId, ...sink, key, ...hooks })),
    segments: sink.mode === "packed" ? segmentsOf({ client, streamId, sink }) : undefined,
    deadLetter: deadLetter?.(),
    key,
    lease: lease && { ...lease, ...source.connection },
    ledger: ledger && { ledger, host: config.ledger?.host ?? "", claimId: requestId, remainingMs },
    eventId: source.eventId,
    resume: source.resume,
    resumeStart: source.resumeStart,
    maxCursorBytes: source.maxCursorBytes,
    onInvalid: source.onInvalid,
    followPolicy: source.followPolicy,
    log,
    logEvents: ["DEBUG", "TRACE"].includes(log.getLevelName()),
    progressIntervalMs: config.progressIntervalMs ?? DEFAULT_PROGRESS_INTERVAL_MS,
    onMetrics,
    metricsIntervalMs: config.metrics?.intervalMs,
    system: realSystem,
  };
}

/** Reads what the sink writes. */
function segmentsOf({
  client,
  streamId,
  sink: { tableName, keys, partitionPrefix, shards },
}: Pick<HandlerParts, "client" | "sink"> & Pick<HeldStream, "streamId">): RunConnectionOptions["segments"] {
  return (until, signal) =>
    readSegments(client, {
      ...{ tableName, keys, partitionPrefix },
      streamId,
      shards,
      until,
      consistentRead: true,
      pageSize: SEGMENTS_AT_ONCE,
      signal,
    });
}

/** A sink that cannot be made with its options is never made with them: the state machine must not ask for it again. */
export function configured(
  createSink: RunConnectionOptions["createSink"],
): RunConnectionOptions["createSink"] {
  return (hooks) => {
    try {
      return createSink(hooks);
    } catch (error) {
      if (error instanceof InvalidOptionsError) throw new ConfigurationError(error.issues);
      throw error;
    }
  };
}
