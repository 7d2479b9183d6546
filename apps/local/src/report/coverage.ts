import type { GapCertainty } from "@unbounded-streams/stream-ledger";

/** A time during which a connection was up. Epoch milliseconds. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How well connections covered a time; in whole milliseconds. */
export interface Coverage {
  /** Time with at least one connection. */
  readonly coveredMs: number;
  /** Time without any, between the first connection and the end. */
  readonly gapMs: number;
  readonly gaps: number;
  readonly longestGapMs: number;
  /** Time with more than one. */
  readonly overlapMs: number;
  /** By the ledger of one stream: every hole that it tells of, in order, also those that are not counted above. */
  readonly list?: readonly GapEntry[];
}

/** A time without any connection that is known; times are ISO 8601. */
export interface GapEntry {
  readonly from: string;
  readonly until: string;
  readonly lengthMs: number;
  readonly certainty: GapCertainty;
  /** Whether a source may have swapped one connection for the next in it, and nothing was missed: it counts as covered. */
  readonly isSwap: boolean;
}

/**
 * Measures connections from the start of the first one to `endMs` (by default the end of the last one). A pause of
 * `toleranceMs` or less is no gap; 0 by default.
 */
export function coverageOf(intervals: readonly Interval[], endMs?: number, toleranceMs = 0): Coverage {
  const untilMs = endMs ?? Math.max(...intervals.map(({ toMs }) => toMs));
  const edges = intervals
    .flatMap(({ fromMs, toMs }) => [
      { atMs: Math.min(fromMs, untilMs), change: 1 },
      { atMs: Math.min(toMs, untilMs), change: -1 },
    ])
    .toSorted((a, b) => a.atMs - b.atMs || b.change - a.change);
  const gaps: number[] = [];
  let coveredMs = 0;
  let overlapMs = 0;
  let open = 0;
  let previousMs = edges[0]?.atMs ?? untilMs;
  for (const { atMs, change } of [...edges, { atMs: untilMs, change: 0 }]) {
    const spanMs = atMs - previousMs;
    if (open === 0 && spanMs > toleranceMs) gaps.push(spanMs);
    if (open >= 1) coveredMs += spanMs;
    if (open >= 2) overlapMs += spanMs;
    open += change;
    previousMs = atMs;
  }
  return {
    coveredMs: Math.round(coveredMs),
    gapMs: Math.round(gaps.reduce((sum, gap) => sum + gap, 0)),
    gaps: gaps.length,
    longestGapMs: Math.round(Math.max(0, ...gaps)),
    overlapMs: Math.round(overlapMs),
  };
}
