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
  /** Nobody can tell yet. */
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
 * The connections of a time and the gaps between them.
 *
 * @param records of that time, with those before it that went on in it, as a ledger reads them
 */
export function gapReport(
  records: readonly ConnectionRecord[],
  { streamId, sinceMs, untilMs }: Span,
): GapReport {
  const { covered, gaps, idle, pending, doubledMs } = coverage(records, sinceMs, untilMs);
  return {
    ...{ streamId, sinceMs, untilMs, doubledMs },
    coveredMs: sumOf(covered),
    idleMs: sumOf(idle),
    pendingMs: sumOf(pending),
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

function lengthOf({ fromMs, untilMs }: Interval): number {
  return untilMs - fromMs;
}

function sumOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, interval) => sum + lengthOf(interval), 0);
}
