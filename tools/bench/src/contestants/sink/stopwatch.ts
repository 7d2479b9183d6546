import { performance } from "node:perf_hooks";
import { ENDPOINT_LATENCY_MS } from "../../data/events.ts";
import { percentile } from "../../statistics.ts";
import { growthMb } from "../growth.ts";

/** Share of the events after which memory has reached its level. */
const SETTLED_AFTER = 0.2;
/** Between looks at the memory, in events. */
const LOOK_EVERY = 500;

/** Measures from the moment at which a source wrote an event to the one at which it was durable. */
export interface Stopwatch {
  /** An event that was sent at `sentAtMs` has been acknowledged by the database now. */
  durable(sentAtMs: number | undefined): void;
  /** Percentiles above the endpoint's own latency, and how memory grew. */
  figures(): Record<string, number>;
}

/**
 * @param events how many there will be: their times have their memory from the start
 * @param options.latencyMs the endpoint's own
 */
export function createStopwatch(events: number, { latencyMs = ENDPOINT_LATENCY_MS } = {}): Stopwatch {
  const latenciesMs = new Float64Array(events).fill(-1);
  const level = { rss: 0, peakRss: 0, heap: 0 };
  let count = 0;
  return {
    durable(sentAtMs) {
      if (sentAtMs === undefined) throw new RangeError("an event became durable that was not read");
      latenciesMs[count] = performance.timeOrigin + performance.now() - sentAtMs;
      count += 1;
      if (count === Math.floor(events * SETTLED_AFTER)) {
        level.heap = collectedHeap();
        level.rss = process.memoryUsage.rss();
      }
      if (count % LOOK_EVERY === 0) level.peakRss = Math.max(level.peakRss, process.memoryUsage.rss());
    },
    figures() {
      const latencies = latenciesMs.subarray(0, count);
      const above = (percent: number) => percentile(latencies, percent) - latencyMs;
      return {
        p50AboveMs: above(50),
        p99AboveMs: above(99),
        rssGrowthMb: growthMb(level.rss, level.peakRss),
        heapGrowthMb: growthMb(level.heap, collectedHeap()),
      };
    },
  };
}

function collectedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
