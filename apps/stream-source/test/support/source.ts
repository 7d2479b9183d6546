import { onTestFinished, vi } from "vitest";
import type { StreamSourceOptions } from "../../src/index.ts";
import { type StreamSource, type StreamTruth, startStreamSource } from "../../src/index.ts";
import { ManualClock } from "./manual-clock.ts";

/** A source for the length of a test, which owns its time: 100 events a second, so one in 10 ms. */
export async function startTestSource(
  options: StreamSourceOptions = {},
): Promise<{ clock: ManualClock; source: StreamSource; url: string; truth(): StreamTruth }> {
  const clock = new ManualClock();
  const source = await startStreamSource({ rate: 100, seed: 1, clock, ...options });
  onTestFinished(() => source.close());
  return {
    clock,
    source,
    url: source.streamUrl("s1"),
    truth() {
      const truth = source.truth("s1");
      if (truth === undefined) throw new Error("stream s1 is not known");
      return truth;
    },
  };
}

/** Waits for what the server is about to notice. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 25_000, interval: 5 });
}

/** From `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
