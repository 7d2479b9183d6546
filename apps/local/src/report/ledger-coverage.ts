import { type ConnectionRecord, coverage, type Gap, type Interval } from "@unbounded-streams/stream-ledger";
import type { Coverage, GapEntry } from "./coverage.ts";
import { isoTime } from "./report.ts";

/**
 * How the connections on record covered a stream, from the first one to its end; a time in which nobody is known to have been
 * connected is a gap, however certain, unless the ledger calls it a swap.
 *
 * @param endedAtMs when the source ended the stream, in epoch milliseconds; by default when the last connection was over
 * @param toleranceMs a pause up to this long is taken for such a swap, too
 * @returns null when no connection was ever up
 */
export function coverageByLedger(
  records: readonly ConnectionRecord[],
  endedAtMs: number | undefined,
  toleranceMs: number,
): Coverage | null {
  const startMs = Math.min(...records.flatMap(({ connectedAtMs }) => connectedAtMs ?? []));
  const endMs = endedAtMs ?? Math.max(...records.flatMap((record) => record.endedAtMs ?? []));
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) return null;
  const { covered, gaps, doubledMs } = coverage(records, startMs, Math.round(endMs));
  const isCounted = (gap: Gap) => !gap.isSwap && lengthOf(gap) > toleranceMs;
  const pauses = gaps.filter((gap) => !isCounted(gap)).map(lengthOf);
  const lengths = gaps.filter(isCounted).map(lengthOf);
  return {
    coveredMs: sumOf(covered.map(lengthOf)) + sumOf(pauses),
    gapMs: sumOf(lengths),
    gaps: lengths.length,
    longestGapMs: Math.max(0, ...lengths),
    overlapMs: doubledMs,
    list: gaps.map(entryOf),
  };
}

function entryOf(gap: Gap): GapEntry {
  const { fromMs, untilMs, certainty, isSwap } = gap;
  return { from: isoTime(fromMs), until: isoTime(untilMs), lengthMs: lengthOf(gap), certainty, isSwap };
}

function lengthOf({ fromMs, untilMs }: Interval): number {
  return untilMs - fromMs;
}

function sumOf(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
