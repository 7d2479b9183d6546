import type { Clock } from "../system.ts";

/** Resolves after `ms` on the clock, or as soon as `signal` aborts; never rejects. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stopTimer();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stopTimer = clock.startTimer(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
