import type { Clock } from "../src/index.ts";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private nowMs = Date.UTC(2026, 0, 1);
  private readonly timers = new Set<{ atMs: number; callback: () => void }>();
  private readonly waiters: (() => void)[] = [];

  now(): number {
    return this.nowMs;
  }

  startTimer(callback: () => void, delayMs: number): () => void {
    const timer = { atMs: this.nowMs + delayMs, callback };
    this.timers.add(timer);
    for (const resolve of this.waiters.splice(0)) resolve();
    return () => this.timers.delete(timer);
  }

  /** Resolves when a timer with this delay from now is set. */
  async timerOf(delayMs: number): Promise<void> {
    while (![...this.timers].some(({ atMs }) => atMs === this.nowMs + delayMs)) {
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.timers]
        .filter(({ atMs }) => atMs <= untilMs)
        .toSorted((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.timers.delete(due);
      this.nowMs = due.atMs;
      due.callback();
    }
    this.nowMs = untilMs;
  }

  get pendingTimers(): number {
    return this.timers.size;
  }
}
