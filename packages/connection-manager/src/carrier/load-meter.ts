import type { CarrierLoad } from "@unbounded-streams/stream-fleet";
import type { System, Usage } from "../system.ts";

/** What a load is measured by. */
export interface LoadMeterOptions {
  /** Bytes that the process may use; undefined when that is not known: then its share counts as none. */
  readonly memoryBytes: number | undefined;
  /** Bytes that it used before it held a stream. */
  readonly startBytes: number;
  readonly usage: Usage;
  readonly system: Pick<System, "now">;
}

interface Sample {
  readonly atMs: number;
  readonly activeMs: number;
  readonly residentBytes: number;
}

/** What a load is measured over; 30 s. */
const LOAD_WINDOW_MS = 30_000;

/** How busy the process is. Each look at it is a sample: it is to be looked at every few seconds. */
export class LoadMeter {
  private readonly options: LoadMeterOptions;
  /** The first is as old as the window, or the oldest there is. */
  private samples: Sample[];

  constructor(options: LoadMeterOptions) {
    this.options = options;
    this.samples = [this.sample()];
  }

  /**
   * The event loop's utilization over the window, which the process counts as idle for before it began; and of the memory that
   * streams can use, which is what the start has left of it, the mean over the window or what is used now, if that is more: it is
   * refused more at once, and allowed more when that has lasted.
   */
  load(): CarrierLoad {
    const now = this.sample();
    this.samples = this.withinWindow(now);
    const [oldest = now] = this.samples;
    const { memoryBytes, startBytes } = this.options;
    const mean =
      this.samples.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / this.samples.length;
    return {
      utilization: share(now.activeMs - oldest.activeMs, Math.max(LOAD_WINDOW_MS, now.atMs - oldest.atMs)),
      memory:
        memoryBytes === undefined
          ? 0
          : share(Math.max(mean, now.residentBytes) - startBytes, memoryBytes - startBytes),
    };
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
