import type { Random } from "../prng.ts";
import type { World } from "./world.ts";

/**
 * A program that can be killed: from then on none of its timers go off and no answer reaches it. One that is frozen is
 * reached by all of that when it goes on. What is a part of another one ends, and stands still, with that.
 */
export class SimulatedProcess {
  readonly name: string;
  isAlive = true;
  private readonly world: World;
  private readonly random: Random;
  private readonly skewMs: number;
  private readonly whole: SimulatedProcess | undefined;
  private readonly exitListeners: (() => void)[] = [];
  private frozenUntilMs = 0;

  /**
   * @param skewMs how far the clock of its machine is ahead, in milliseconds
   * @param whole what it is a part of
   */
  constructor(name: string, world: World, skewMs: number, whole?: SimulatedProcess) {
    this.name = name;
    this.world = world;
    this.random = world.random.fork(name);
    this.skewMs = skewMs;
    this.whole = whole;
    whole?.onExit(() => this.exit());
  }

  /** A part of it, by a name of its own. */
  part(name: string, world: World): SimulatedProcess {
    return new SimulatedProcess(name, world, this.skewMs, this);
  }

  /** Lets it stand still for so long: what would have reached it meanwhile reaches it then, in the same order. */
  freeze(durationMs: number): void {
    this.frozenUntilMs = Math.max(this.frozenUntilMs, this.world.nowMs + durationMs);
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

  after = (delayMs: number, callback: () => void): (() => void) => {
    const { clock } = this.world;
    const goOff = () => {
      if (!this.isAlive) return;
      const leftMs = this.thawsAtMs - clock.nowMs;
      if (leftMs > 0) cancel = clock.after(leftMs, goOff);
      else callback();
    };
    let cancel = clock.after(delayMs, goOff);
    return () => cancel();
  };

  private get thawsAtMs(): number {
    return Math.max(this.frozenUntilMs, this.whole?.thawsAtMs ?? 0);
  }

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
