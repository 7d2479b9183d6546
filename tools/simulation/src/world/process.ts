import type { Random } from "../prng.ts";
import type { World } from "./world.ts";

/** A program that can be killed: from then on none of its timers go off and no answer reaches it. */
export class SimulatedProcess {
  readonly name: string;
  isAlive = true;
  private readonly world: World;
  private readonly random: Random;
  private readonly skewMs: number;
  private readonly exitListeners: (() => void)[] = [];

  /** @param skewMs how far the clock of its machine is ahead, in milliseconds */
  constructor(name: string, world: World, skewMs: number) {
    this.name = name;
    this.world = world;
    this.random = world.random.fork(name);
    this.skewMs = skewMs;
  }

  /** Ends it, well or not. */
  exit(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const listener of this.exitListeners) listener();
  }

  onExit(listener: () => void): void {
    this.exitListeners.push(listener);
  }

  after = (delayMs: number, callback: () => void): (() => void) =>
    this.world.clock.after(delayMs, () => {
      if (this.isAlive) callback();
    });

  /** Time and chance as this program sees them: what connection, sink and lease store each ask for. */
  readonly system = {
    now: (): number => this.world.nowMs + this.skewMs,
    random: (): number => this.random.next(),
    after: this.after,
    startTimer: (callback: () => void, delayMs: number): (() => void) => this.after(delayMs, callback),
    sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          cancel();
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const cancel = this.after(ms, done);
        signal?.addEventListener("abort", done, { once: true });
      }),
  };
}
