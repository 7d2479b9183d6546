import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import type { Outcome } from "../../measurement.ts";
import { growthMb } from "../growth.ts";

/** A stream to read no faster than at a given rate. */
export interface SlowReadTask {
  readonly url: string;
  readonly bytesPerSecond: number;
  /** Bytes of the body after which memory has reached its level: growth counts from there. */
  readonly settledAfterBytes: number;
}

/** A consumer ahead of its time by less than this goes on: timers are no finer. */
const SHORTEST_REST_MS = 2;
const SAMPLE_MS = 20;

/** Counts what is delivered, rests to keep the rate, and watches the memory of the process. */
export interface SlowConsumer {
  /** Takes so much; a promise when the consumer has to rest. */
  take(delivered: { records: number; bytes: number; bodyBytes: number }): Promise<void> | undefined;
  outcome(): Outcome;
}

/** Makes the consumer of one task. Its figures: `rssGrowthMb`, `rssMb`. */
export function createSlowConsumer({ bytesPerSecond, settledAfterBytes }: SlowReadTask): SlowConsumer {
  const total = { records: 0, bytes: 0 };
  let bodyBytes = 0;
  let startedAt: number | undefined;
  let levelBytes: number | undefined;
  let peakBytes = 0;
  const sample = () => {
    if (levelBytes !== undefined) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  return {
    take(delivered) {
      startedAt ??= performance.now();
      total.records += delivered.records;
      total.bytes += delivered.bytes;
      bodyBytes += delivered.bodyBytes;
      if (levelBytes === undefined && bodyBytes >= settledAfterBytes) {
        levelBytes = process.memoryUsage.rss();
        peakBytes = levelBytes;
      }
      const aheadMs = (bodyBytes / bytesPerSecond) * 1000 - (performance.now() - startedAt);
      return aheadMs < SHORTEST_REST_MS ? undefined : setTimeout(aheadMs);
    },
    outcome() {
      clearInterval(sampling);
      sample();
      return {
        ...total,
        figures: { rssGrowthMb: growthMb(levelBytes ?? 0, peakBytes), rssMb: peakBytes / 1e6 },
      };
    },
  };
}
