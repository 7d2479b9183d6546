import { type ConnectionRecord, coverage, type Interval } from "@unbounded-streams/stream-ledger";
import type { Coverage } from "./coverage.ts";

/**
 * How the connections on record covered a stream, from the first one to its end; a time in which nobody is known to have been
 * connected is a gap, however certain.
 *
 * @param endedAtMs when the source ended the stream, in epoch milliseconds; by default when the last connection was over
 * @param toleranceMs a pause up to this long is no gap, but the time in which a source swaps one connection for the next; however long it is, neither
 * is one that began after the next connection had been claimed and that lasted until it was up
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
  const isSwap = (gap: Interval) =>
    lengthOf(gap) <= toleranceMs ||
    records.some(
      ({ claimedAtMs, connectedAtMs }) => claimedAtMs <= gap.fromMs && gap.untilMs === connectedAtMs,
    );
  const pauses = gaps.filter(isSwap).map(lengthOf);
  const lengths = gaps.filter((gap) => !isSwap(gap)).map(lengthOf);
  return {
    coveredMs: sumOf(covered.map(lengthOf)) + sumOf(pauses),
    gapMs: sumOf(lengths),
    gaps: lengths.length,
    longestGapMs: Math.max(0, ...lengths),
    overlapMs: doubledMs,
  };
}

function lengthOf({ fromMs, untilMs }: Interval): number {
  return untilMs - fromMs;
}

function sumOf(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
