import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "@unbounded-streams/stream-source";
import type { System } from "../../src/index.ts";

/** A system whose time a test moves, and which tells what it was asked for. */
export interface OwnedSystem extends System {
  /** Who sleeps now. */
  readonly sleepers: number;
  /** Every pause that was asked for, in milliseconds. */
  readonly slept: readonly number[];
  /** Timers that are set, sleepers' included. */
  readonly timers: number;
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A time that stands still until a test moves it; several systems can live in it. */
export class OwnedClock {
  nowMs: number;
  private timers = new Set<Timer>();

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** When the next timer is due. */
  get nextAtMs(): number | undefined {
    const times = [...this.timers].map(({ atMs }) => atMs);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Moves the time, and calls what is due by then, in order. */
  async advance(ms: number): Promise<void> {
    const target = this.nowMs + ms;
    for (;;) {
      const next = this.nextAtMs;
      if (next === undefined || next > target) break;
      this.nowMs = Math.max(this.nowMs, next);
      for (const timer of [...this.timers].filter(({ atMs }) => atMs <= this.nowMs)) {
        this.timers.delete(timer);
        timer.callback();
      }
      await turn();
    }
    this.nowMs = target;
  }

  /** The same time for a source, which makes its events as that is moved. */
  forSource(): Clock {
    return {
      now: () => this.nowMs,
      schedule: (atMs, callback) => this.set({ atMs, callback }),
    };
  }

  system(random = () => 0.6): OwnedSystem {
    const slept: number[] = [];
    const own = new Set<Timer>();
    let sleepers = 0;
    const start = (callback: () => void, delayMs: number) => {
      const timer = {
        atMs: this.nowMs + delayMs,
        callback: () => {
          own.delete(timer);
          callback();
        },
      };
      const stop = this.set(timer);
      own.add(timer);
      return () => {
        stop();
        own.delete(timer);
      };
    };
    return {
      slept,
      get sleepers() {
        return sleepers;
      },
      get timers() {
        return own.size;
      },
      now: () => this.nowMs,
      random,
      startTimer: start,
      sleep(ms, signal) {
        if (signal.aborted) return Promise.resolve();
        slept.push(ms);
        sleepers += 1;
        return new Promise((resolve) => {
          const done = () => {
            stop();
            signal.removeEventListener("abort", done);
            sleepers -= 1;
            resolve();
          };
          const stop = start(done, ms);
          signal.addEventListener("abort", done, { once: true });
        });
      },
    };
  }

  private set(timer: Timer): () => void {
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }
}
