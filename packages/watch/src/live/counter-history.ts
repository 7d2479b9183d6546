import { MAX_SAMPLES, MAX_SAMPLES_OF_ALL, MIN_SAMPLES } from "../limits.ts";
import { isSame, type Sample } from "../report/counted-spans.ts";

/** The counts of streams as they were seen over time. Of a time in which nothing changed the beginning and the end are kept, of one long past every second change. */
export class CounterHistory {
  private readonly samples = new Map<string, Sample[]>();

  /** @param savedAtMs when the holder had them saved; the time that they were seen where nobody knows, or it cannot be */
  add(streamId: string, seen: Sample, savedAtMs?: number): void {
    const samples = this.samples.get(streamId) ?? [];
    this.samples.set(streamId, samples);
    const [beforeLast, last] = [samples.at(-2), samples.at(-1)];
    const stands = last !== undefined && isSame(last, seen);
    if (stands && beforeLast !== undefined && isSame(beforeLast, seen)) samples.pop();
    const isKnown = !stands && savedAtMs !== undefined && savedAtMs <= seen.atMs;
    const atMs = isKnown && savedAtMs > (last?.atMs ?? 0) ? savedAtMs : seen.atMs;
    samples.push({ ...seen, atMs });
    if (samples.length > this.most) thinOut(samples);
  }

  /** What is known of a stream, the oldest first. */
  of(streamId: string): readonly Sample[] {
    return this.samples.get(streamId) ?? [];
  }

  /** Forgets the others. */
  keepOnly(streamIds: ReadonlySet<string>): void {
    for (const streamId of this.samples.keys()) if (!streamIds.has(streamId)) this.samples.delete(streamId);
  }

  private get most(): number {
    const share = Math.floor(MAX_SAMPLES_OF_ALL / Math.max(1, this.samples.size));
    return Math.min(MAX_SAMPLES, Math.max(MIN_SAMPLES, share));
  }
}

/** Leaves out every second one of the older half; the first stays. */
function thinOut(samples: Sample[]): void {
  const older = samples.splice(0, Math.floor(samples.length / 2));
  samples.unshift(...older.filter((_, index) => index % 2 === 0));
}
