import type { CarrierSystem } from "../types.ts";

/** A pause that ends early when something has happened. */
export class Alarm {
  private readonly system: Pick<CarrierSystem, "sleep">;
  private current = new AbortController();
  private isDue = false;

  constructor(system: Pick<CarrierSystem, "sleep">) {
    this.system = system;
  }

  /** Resolves after `ms`, at the next `ring` (or at once after one that met no pause), or as soon as `until` aborts; never rejects. */
  async sleep(ms: number, until: AbortSignal): Promise<void> {
    if (!this.isDue && !until.aborted) {
      const pause = new AbortController();
      this.current = pause;
      const end = () => pause.abort();
      until.addEventListener("abort", end, { once: true });
      await this.system.sleep(ms, pause.signal);
      until.removeEventListener("abort", end);
    }
    this.isDue = false;
  }

  ring(): void {
    this.isDue = true;
    this.current.abort();
  }
}

/** The longest time that a timer can be set to; a longer one would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Resolves at a moment in epoch milliseconds, or as soon as `signal` aborts; never rejects. */
export async function sleepUntil(
  atMs: number,
  signal: AbortSignal,
  system: Pick<CarrierSystem, "now" | "sleep">,
): Promise<void> {
  for (let leftMs = atMs - system.now(); leftMs > 0 && !signal.aborted; leftMs = atMs - system.now()) {
    await system.sleep(Math.min(leftMs, MAX_TIMER_MS), signal);
  }
}
