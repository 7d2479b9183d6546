import type { EventSink } from "@unbounded-streams/event-sink";
import {
  type Frame,
  formatEndSignal,
  type OpenStreamOptions,
  openStream,
  StreamError,
  type StreamFinish,
  StreamRefusedError,
} from "@unbounded-streams/stream-reader";
import type { ConnectionReport } from "./types.ts";

/** Where a connection says what it does. A Powertools `Logger` is one. */
export interface ConnectionLog {
  debug(message: string, fields: Record<string, unknown>): void;
  info(message: string, fields: Record<string, unknown>): void;
}

/** What a connection needs. */
export interface RunConnectionOptions {
  streamId: string;
  /** The stream's address, format, end signals and limits. */
  stream: OpenStreamOptions;
  /** Where its events go. */
  sink: EventSink;
  log: ConnectionLog;
  /** Whether to log each event's text, at debug level; false by default. */
  logEvents?: boolean;
  /** How often to log progress while events come, in milliseconds. */
  progressIntervalMs: number;
  /** Epoch milliseconds. */
  now(): number;
}

/** A connection that is over: its report, and the error that ended it, if one did. */
export interface FinishedConnection {
  readonly report: ConnectionReport;
  readonly cause?: Error;
}

/**
 * Holds one connection to a stream until it is over, and stores every event. When it resolves, everything received is
 * durable.
 *
 * @throws FlushError of `@unbounded-streams/event-sink` when an event could not be stored
 */
export async function runConnection(options: RunConnectionOptions): Promise<FinishedConnection> {
  const { streamId, stream: streamOptions, sink, log, now } = options;
  const startedAtMs = now();
  const stream = openStream(streamOptions);
  let connectedAtMs: number | undefined;
  let finish: StreamFinish | undefined;
  let cause: unknown;
  try {
    const response = await stream.open();
    if (response !== undefined) {
      connectedAtMs = now();
      log.info("connected", { connectedAtMs, status: response.status });
    }
    finish = await storeFrames(stream.batches(), options);
  } catch (error) {
    cause = error;
  } finally {
    await stream.close();
  }
  const endedAtMs = now();
  await sink.flush();
  if (cause !== undefined && !(cause instanceof StreamError)) throw cause;
  const { received, stored, duplicates } = sink.stats;
  const report: ConnectionReport = {
    ...outcomeOf(finish, cause),
    streamId,
    received,
    stored,
    duplicates,
    bytesReceived: stream.bytesReceived,
    truncatedBytes: finish?.kind === "closed" ? (finish.truncated?.bytes.length ?? 0) : 0,
    startedAtMs,
    ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
    endedAtMs,
    flushMs: now() - endedAtMs,
  };
  log.info("connection over", { ...report });
  const error = cause ?? (finish?.kind === "closed" ? finish.cause : undefined);
  return error === undefined ? { report } : { report, cause: error };
}

async function storeFrames(
  batches: AsyncGenerator<Frame[], StreamFinish, void>,
  options: RunConnectionOptions,
): Promise<StreamFinish> {
  const { sink, log, logEvents = false, progressIntervalMs, now } = options;
  let progressDueMs = now() + progressIntervalMs;
  for (;;) {
    const step = await batches.next();
    if (step.done) return step.value;
    const receivedAtMs = now();
    for (const frame of step.value) {
      if (logEvents) log.debug("event", { data: frame.text });
      await sink.write({ data: frame.bytes, id: frame.id, type: frame.event, receivedAtMs });
    }
    if (receivedAtMs >= progressDueMs) {
      progressDueMs = receivedAtMs + progressIntervalMs;
      const { received, stored, duplicates } = sink.stats;
      log.info("progress", { received, stored, duplicates });
    }
  }
}

function outcomeOf(
  finish: StreamFinish | undefined,
  cause: StreamError | undefined,
): Pick<ConnectionReport, "outcome" | "signal" | "reason"> {
  if (finish?.kind === "ended") return { outcome: "ended", signal: formatEndSignal(finish.signal) };
  if (cause instanceof StreamRefusedError && !isTransient(cause.status)) {
    return { outcome: "refused", reason: cause.message };
  }
  if (cause !== undefined) return { outcome: "interrupted", reason: cause.message };
  if (finish?.kind === "closed") {
    return {
      outcome: "interrupted",
      reason: finish.clean
        ? "closed by the source"
        : `broken off: ${finish.cause?.message ?? "no reason given"}`,
    };
  }
  return { outcome: "interrupted", reason: "aborted" };
}

/** Statuses that may pass: request timeout, conflict with another connection, too early, too many, server errors. */
function isTransient(status: number): boolean {
  return status >= 500 || [408, 409, 425, 429].includes(status);
}
