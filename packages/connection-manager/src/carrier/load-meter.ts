import type { CarrierLoad } from "@unbounded-streams/stream-fleet";
import type { System, Usage } from "../system.ts";

/** What a load is measured by. */
export interface LoadMeterOptions {
  /** Bytes that the process may use; undefined when that is not known: then its share counts as none. */
  readonly memoryBytes: number | undefined;
  /** Bytes that it used before it held a stream. */
  readonly startBytes: number;
  readonly usage: Usage;
  /** Has the process give back what nothing in it needs any more. It must not reject. */
  readonly collectGarbage: () => Promise<void>;
  readonly system: Pick<System, "now">;
}

interface Sample {
  readonly atMs: number;
  readonly activeMs: number;
  readonly residentBytes: number;
}

/** What a load is measured over; 30 s. */
const LOAD_WINDOW_MS = 30_000;

/** The share of the memory above which it is asked what of that is still needed: short of what has a carrier refuse streams. */
const COLLECT_ABOVE = 0.65;

/** Between two such questions, when the last one has brought the share below that; 10 s. */
const COLLECT_EVERY_MS = 10_000;

/** The same, when it has not: what is used is needed; 1 min. */
const COLLECT_AGAIN_MS = 60_000;

/**
 * How busy the process is. Each look at it is a sample: it is to be looked at every few seconds.
 *
 * What a process has in use is no measure of what it needs: V8 lets garbage lie as long as its own limits allow, which in a small function
 * are about as large as the function itself, and gives nothing back while little happens. So it is made to before its memory counts as full;
 * otherwise one busy minute would have a carrier refuse streams for as long as its process lives.
 */
export class LoadMeter {
  private readonly options: LoadMeterOptions;
  /** The first is as old as the window, or the oldest there is. */
  private samples: Sample[];
  private nextCollectMs = Number.NEGATIVE_INFINITY;

  constructor(options: LoadMeterOptions) {
    this.options = options;
    this.samples = [this.sample()];
  }

  /**
   * The event loop's utilization over the window, which the process counts as idle for before it began; and of the memory that
   * streams can use, which is what the start has left of it, the mean over the window or what is used now, if that is more: it is
   * refused more at once, and allowed more when that has lasted, or was only garbage.
   */
  load(): CarrierLoad {
    const now = this.sample();
    this.samples = this.withinWindow(now);
    const [oldest = now] = this.samples;
    const mean =
      this.samples.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / this.samples.length;
    this.collectWhenDue(now);
    return {
      utilization: share(now.activeMs - oldest.activeMs, Math.max(LOAD_WINDOW_MS, now.atMs - oldest.atMs)),
      memory: this.shareOfMemory(Math.max(mean, now.residentBytes)),
    };
  }

  private shareOfMemory(bytes: number): number {
    const { memoryBytes, startBytes } = this.options;
    return memoryBytes === undefined ? 0 : share(bytes - startBytes, memoryBytes - startBytes);
  }

  private collectWhenDue({ atMs, residentBytes }: Sample): void {
    if (atMs < this.nextCollectMs || this.shareOfMemory(residentBytes) <= COLLECT_ABOVE) return;
    this.nextCollectMs = atMs + COLLECT_AGAIN_MS;
    void this.options.collectGarbage().then(() => this.noteCollected());
  }

  /** What is in use now was all that was needed before, too. */
  private noteCollected(): void {
    const { atMs, residentBytes } = this.sample();
    this.samples = this.samples.map((sample) => ({
      ...sample,
      residentBytes: Math.min(sample.residentBytes, residentBytes),
    }));
    if (this.shareOfMemory(residentBytes) <= COLLECT_ABOVE) this.nextCollectMs = atMs + COLLECT_EVERY_MS;
  }

  private withinWindow(now: Sample): Sample[] {
    const sinceMs = now.atMs - LOAD_WINDOW_MS;
    const firstInside = this.samples.findIndex(({ atMs }) => atMs > sinceMs);
    const kept =
      firstInside === -1 ? this.samples.slice(-1) : this.samples.slice(Math.max(0, firstInside - 1));
    return [...kept, now];
  }

  private sample(): Sample {
    const { system, usage } = this.options;
    return { atMs: system.now(), activeMs: usage.activeMs(), residentBytes: usage.residentBytes() };
  }
}

/** Of nothing, everything is used. */
function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 1;
}
