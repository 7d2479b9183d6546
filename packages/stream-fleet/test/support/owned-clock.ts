import { setImmediate as turn } from "node:timers/promises";
import type { CarrierSystem } from "../../src/index.ts";

/** A time that stands still until a test moves it. */
export class OwnedClock {
  nowMs: number;
  private timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** Moves the time, and calls what is due by then, in order. */
  async advance(ms: number): Promise<void> {
    const target = this.nowMs + ms;
    await turn();
    for (;;) {
      const nextMs = Math.min(...[...this.timers].map(({ atMs }) => atMs));
      if (nextMs > target) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      for (const timer of [...this.timers].filter(({ atMs }) => atMs <= this.nowMs)) {
        this.timers.delete(timer);
        timer.callback();
      }
      await turn();
    }
    this.nowMs = target;
  }

  system(random = () => 0.6): CarrierSystem {
    return {
      now: () => this.nowMs,
      random,
      sleep: (ms, signal) => {
        if (signal.aborted) return Promise.resolve();
        return new Promise((resolve) => {
          const done = () => {
            this.timers.delete(timer);
            signal.removeEventListener("abort", done);
            resolve();
          };
          const timer = { atMs: this.nowMs + ms, callback: done };
          this.timers.add(timer);
          signal.addEventListener("abort", done, { once: true });
        });
      },
    };
  }
}
