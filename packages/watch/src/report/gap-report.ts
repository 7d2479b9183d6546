import type { ConnectionRecord, Interval } from "@unbounded-streams/stream-ledger";
import { coverage, type Gap } from "@unbounded-streams/stream-ledger/coverage";
import { type ConnectionEntry, connectionEntry } from "./connection-entry.ts";

/** A time in which nobody is known to have been connected. */
export interface GapEntry extends Gap {
  readonly lengthMs: number;
}

/** What the ledger says of a stream's time. Moments are epoch milliseconds. */
export interface GapReport {
  readonly streamId: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Somebody was connected, for certain. */
  readonly coveredMs: number;
  /** More than one was. */
  readonly doubledMs: number;
  /** There was no stream to hold. */
  readonly idleMs: number;
  /** Nobody can tell yet: of connections that go on, or that have not said yet how they ended although they can. */
  readonly pendingMs: number;
  /** Those of that time, in the order of their claims. */
  readonly connections: readonly ConnectionEntry[];
  readonly gaps: readonly GapEntry[];
}

/** Which time of which stream. */
export interface Span {
  readonly streamId: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * The connections of a time and the gaps between them. A time in which a connection may well have been up that can still say so, such as
 * one that the next one has just taken over from, is not told as a gap before it has, or cannot any more.
 *
 * @param records of that time, with those before it that went on in it, as a ledger reads them
 * @param nowMs when they were read, in epoch milliseconds; by default the end of that time
 */
export function gapReport(
  records: readonly ConnectionRecord[],
  { streamId, sinceMs, untilMs }: Span,
  nowMs = untilMs,
): GapReport {
  const { covered, gaps: all, idle, pending, doubledMs } = coverage(records, sinceMs, untilMs);
  const undecided = records.filter(
    ({ endedAtMs, deadlineMs = 0 }) => endedAtMs === undefined && deadlineMs > nowMs,
  );
  const isOpen = (gap: Gap) => undecided.some((record) => mayFill(record, gap));
  const gaps = all.filter((gap) => !isOpen(gap));
  return {
    ...{ streamId, sinceMs, untilMs, doubledMs },
    coveredMs: sumOf(covered),
    idleMs: sumOf(idle),
    pendingMs: sumOf(pending) + sumOf(all.filter(isOpen)),
    connections: records
      .filter(({ claimedAtMs, endedAtMs = untilMs }) => claimedAtMs < untilMs && endedAtMs >= sinceMs)
      .map(connectionEntry),
    gaps: gaps.map((gap) => ({ ...gap, lengthMs: lengthOf(gap) })),
  };
}

/** The gaps in which something may have been missed, longer than this. */
export function gapsAbove(gaps: readonly GapEntry[], allowedMs: number): GapEntry[] {
  return gaps.filter(({ certainty, lengthMs }) => certainty !== "excluded" && lengthMs > allowedMs);
}

/** Whether a connection may have been up for all of a gap. */
function mayFill({ connectedAtMs = Number.NaN }: ConnectionRecord, { fromMs, certainty }: Gap): boolean {
  return certainty === "suspected" && connectedAtMs <= fromMs;
}

function lengthOf({ fromMs, untilMs }: Interval): number {
  return untilMs - fromMs;
}

function sumOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, interval) => sum + lengthOf(interval), 0);
}
