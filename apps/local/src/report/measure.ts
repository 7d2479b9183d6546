import type { StoredEvent } from "@unbounded-streams/event-sink";
import type { Lease } from "@unbounded-streams/stream-lease";
import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import type { StreamTruth } from "@unbounded-streams/stream-source";
import { shown } from "../connections-api.ts";
import { judge } from "../judge.ts";
import type { Invocation } from "../lambda/invocation.ts";
import type { LocalOptions } from "../options/options.ts";
import type { Execution, ExecutionResult } from "../step-functions/step-functions.ts";
import { type Coverage, coverageOf, type Interval } from "./coverage.ts";
import { coverageByLedger } from "./ledger-coverage.ts";
import { CLIENT_TOLERANCE_MS } from "./progress.ts";
import { type ConnectionEntry, isoTime, type Report } from "./report.ts";

/** What is known of a stream after a run. */
export interface StreamRecord {
  /** Its connections. */
  readonly invocations: readonly Invocation[];
  /** What the ledger has of them, where it has anything. */
  readonly records?: readonly ConnectionRecord[];
  /** Undefined for a foreign stream. */
  readonly truth: StreamTruth | undefined;
  /** The stream's events in the table that were not there before the run. */
  readonly items: readonly StoredEvent[];
}

/** What the run of one stream leaves behind. */
export interface RunRecord extends StreamRecord {
  readonly options: LocalOptions;
  readonly executions: readonly ExecutionRecord[];
  readonly lease: Lease | undefined;
}

/** An execution that is over. */
export interface ExecutionRecord {
  readonly execution: Execution;
  readonly result: ExecutionResult;
}

/** Makes the report of a run. */
export function measure(record: RunRecord): Report {
  const { options, executions, invocations, lease } = record;
  const carriers = executions.filter(({ result }) => hasCarried(result));
  const last = carriers.at(-1) ?? executions.at(-1);
  if (last === undefined) throw new TypeError("a run without an execution cannot be measured");
  const startedAtMs = Math.min(...executions.map(({ execution }) => execution.startedAtMs));
  const endedAtMs = Math.max(...executions.map(({ result }) => result.endedAtMs));
  const { status, error } = last.result;
  return {
    strategy: options.strategy,
    streamId: options.streamId,
    execution: {
      status,
      startedAt: isoTime(startedAtMs),
      endedAt: isoTime(endedAtMs),
      ...(status === "FAILED" && error !== undefined ? { error: error.message } : {}),
    },
    executions: carriers.length,
    events: eventsOf(record),
    connections: invocations.map((invocation) => connectionEntry(invocation, endedAtMs)),
    coverage: measureCoverage(record, endedAtMs),
    coverageAtSource: record.truth === undefined ? null : coverageSeen(record, endedAtMs),
    lease: lease === undefined ? null : shown(lease),
  };
}

/** Not so an execution that found the stream running, or over. */
export function hasCarried({ output }: ExecutionResult): boolean {
  const outcome = (output as { outcome?: string } | null | undefined)?.outcome;
  return outcome !== "already-running" && outcome !== "not-restarted";
}

/** What became of a stream's events. */
export function eventsOf({ invocations, truth, items }: StreamRecord): Report["events"] {
  const sumOf = (count: (invocation: Invocation) => number) =>
    invocations.reduce((sum, invocation) => sum + count(invocation), 0);
  // Packed, an event that two connections have received is stored by both, and given once to whoever reads.
  const storedAgain = Math.max(0, sumOf(({ stored }) => stored) - items.length);
  const received = {
    duplicatesReceived: sumOf(({ duplicates }) => duplicates) + storedAgain,
    deadLettered: sumOf(({ deadLettered }) => deadLettered),
    framesSkipped: sumOf(({ framesSkipped }) => framesSkipped),
    cursorless: sumOf(({ cursorless }) => cursorless),
  };
  if (truth === undefined) {
    return {
      sent: null,
      stored: items.length,
      lost: null,
      ...received,
      storedTwice: 0,
      unknown: null,
    };
  }
  const isCutShort = truth.state !== "ended" && haveStoredAll(invocations);
  return { ...judge(items, truth.events, expectedEvents(truth), { isCutShort }), ...received };
}

/**
 * Whether the connections that were told to stop had received something, and had stored all of it: what the source made last, and is
 * not in the table, was on its way when they left. Without such a connection it may as well have gone with one that was killed.
 */
function haveStoredAll(invocations: readonly Invocation[]): boolean {
  const stopped = invocations.filter(({ outcome, received }) => outcome === "stopped" && received > 0);
  const isStored = ({ received, stored, duplicates, deadLettered }: Invocation) =>
    received <= stored + duplicates + deadLettered;
  return stopped.length > 0 && stopped.every(isStored);
}

/** All events of a stream that ended; of one that was stopped, those made while somebody listened. */
function expectedEvents({ state, events, connections }: StreamTruth): StreamTruth["events"] {
  if (state === "ended") return events;
  const lastMs = Math.max(0, ...connections.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY));
  return events.filter(({ at }) => at < lastMs);
}

/** A connection as the report tells it; one that never ended was cut off by the end of the run. */
export function connectionEntry(invocation: Invocation, endedAtMs: number): ConnectionEntry {
  const { branch, startedAtMs, connectedAtMs, outcome = "aborted", reason } = invocation;
  const { epoch, reconnects, up, handover, streamId, carrier } = invocation;
  return {
    ...(carrier === undefined ? {} : { streamId, carrier }),
    branch,
    startedAt: isoTime(startedAtMs),
    connectedAt: connectedAtMs === undefined ? null : isoTime(connectedAtMs),
    endedAt: isoTime(invocation.endedAtMs ?? endedAtMs),
    outcome,
    reason: reason ?? null,
    epoch: epoch ?? null,
    reconnects,
    openings: up.length,
    handover: handover ?? null,
  };
}

/** By the ledger. Without one, by the source's own record, or by what the connections said. */
export function measureCoverage(
  record: Pick<StreamRecord, "invocations" | "truth" | "records">,
  endedAtMs: number,
): Coverage | null {
  const { records = [], truth } = record;
  if (records.length === 0) return coverageSeen(record, endedAtMs);
  return coverageByLedger(records, truth?.endedAt ?? undefined, CLIENT_TOLERANCE_MS);
}

/** By the source's own record where there is one: it knows to the millisecond when each connection was up. */
function coverageSeen(
  { invocations, truth }: Pick<StreamRecord, "invocations" | "truth">,
  endedAtMs: number,
): Coverage | null {
  const intervals =
    truth === undefined ? seenByClients(invocations, endedAtMs) : seenBySource(truth, endedAtMs);
  if (intervals.length === 0) return null;
  if (truth === undefined) return coverageOf(intervals, undefined, CLIENT_TOLERANCE_MS);
  const untilMs = truth.endedAt ?? Math.max(...intervals.map(({ toMs }) => toMs));
  return coverageOf(intervals, untilMs);
}

function seenBySource({ connections }: StreamTruth, endedAtMs: number): Interval[] {
  return connections.map(({ startedAt, stalledAt, endedAt }) => ({
    fromMs: startedAt,
    toMs: stalledAt ?? endedAt ?? endedAtMs,
  }));
}

function seenByClients(invocations: readonly Invocation[], endedAtMs: number): Interval[] {
  return invocations.flatMap(({ connectedAtMs, signal, ...invocation }) =>
    connectedAtMs === undefined || signal?.startsWith("status:")
      ? []
      : [{ fromMs: connectedAtMs, toMs: invocation.endedAtMs ?? endedAtMs }],
  );
}
