import { SAVES_WITHIN_MS } from "../limits.ts";

/** The counts of a stream since its first begin, at a moment. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
}

/** A time, and what came in it. Moments are epoch milliseconds. */
export interface CountedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly received: number;
  readonly duplicates: number;
}

/**
 * What came from one look at a stream's counts to the next that found others. Counts are saved now and then, so that what stands still for a
 * while is no time without events; what stands still for longer is one. Where counts begin anew, nobody knows.
 *
 * @param samples the oldest first
 */
export function countedSpans(samples: readonly Sample[]): CountedSpan[] {
  const spans: CountedSpan[] = [];
  let [from] = samples;
  let still: Sample | undefined;
  const take = (until: Sample, since: Sample) => {
    const [fromMs, untilMs] = [since.atMs, until.atMs];
    const received = until.received - since.received;
    const duplicates = Math.max(0, until.duplicates - since.duplicates);
    if (received >= 0 && untilMs > fromMs) spans.push({ fromMs, untilMs, received, duplicates });
  };
  for (const sample of samples.slice(1)) {
    if (from === undefined) break;
    const stands = isSame(from, sample);
    if (stands && sample.atMs - from.atMs > SAVES_WITHIN_MS) still = sample;
    if (stands) continue;
    if (still !== undefined) take(still, from);
    take(sample, still ?? from);
    from = sample;
    still = undefined;
  }
  if (still !== undefined && from !== undefined) take(still, from);
  return spans;
}

/** Whether the counts are the same. */
export function isSame(one: Sample, other: Sample): boolean {
  return (
    one.received === other.received && one.stored === other.stored && one.duplicates === other.duplicates
  );
}
