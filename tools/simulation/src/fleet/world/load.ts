import type { CarrierLoad } from "@unbounded-streams/stream-fleet";

/** What a load is measured over, in milliseconds. */
const WINDOW_MS = 30_000;

export interface LoadOptions {
  /** Events that an invocation has received so far. */
  readonly received: () => number;
  /** Events a second with which it has nothing left of its processor. */
  readonly eventsPerSecond: number;
  readonly now: () => number;
}

/** How busy a simulated invocation is: in proportion to the events of the last half minute. */
export function createLoad({ received, eventsPerSecond, now }: LoadOptions): () => CarrierLoad {
  const samples = [{ atMs: now(), received: 0 }];
  return () => {
    const sample = { atMs: now(), received: received() };
    samples.push(sample);
    while ((samples[1]?.atMs ?? sample.atMs) <= sample.atMs - WINDOW_MS) samples.shift();
    const [oldest = sample] = samples;
    const rate = (sample.received - oldest.received) / (WINDOW_MS / 1_000);
    return { utilization: Math.min(1, rate / eventsPerSecond), memory: 0 };
  };
}
