import { setImmediate as turn } from "node:timers/promises";
import type { System } from "@unbounded-streams/connection-manager";

/** A time that stands still until it is moved. */
export class VirtualTime implements System {
  private nowMs = 0;
  private readonly timers = new Map<symbol, { readonly atMs: number; readonly callback: () => void }>();

  now(): number {
    return this.nowMs;
  }

  random(): number {
    return 0.5;
  }

  startTimer(callback: () => void, delayMs: number): () => void {
    const timer = Symbol("timer");
    this.timers.set(timer, { atMs: this.nowMs + delayMs, callback });
    return () => this.timers.delete(timer);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal.aborted) return Promise.resolve();
    const stop = this.startTimer(resolve, ms);
    signal.addEventListener("abort", () => resolve(stop()), { once: true });
    return promise;
  }

  /** Moves on from timer to timer until a moment, or until something holds. */
  async pass(untilMs: number, holds: () => boolean = () => false): Promise<void> {
    await turn();
    while (!holds()) {
      const nextMs = Math.min(...[...this.timers.values()].map(({ atMs }) => atMs));
      if (nextMs > untilMs) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      for (const [timer, { callback }] of [...this.timers].filter(([, { atMs }]) => atMs <= this.nowMs)) {
        if (this.timers.delete(timer)) callback();
      }
      await turn();
    }
    if (!holds()) this.nowMs = untilMs;
  }
}
