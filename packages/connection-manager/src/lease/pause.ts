import type { System } from "../system.ts";

/** A pause that can be cut short. */
export class Pause {
  private readonly system: Pick<System, "sleep">;
  private current: AbortController | undefined;
  private isDue = false;

  constructor(system: Pick<System, "sleep">) {
    this.system = system;
  }

  /** Resolves after `ms`, when it is cut short, or as soon as `until` aborts; never rejects. */
  async for(ms: number, until: AbortSignal): Promise<void> {
    if (this.isDue || until.aborted) {
      this.isDue = false;
      return;
    }
    const pause = new AbortController();
    this.current = pause;
    const end = () => pause.abort();
    until.addEventListener("abort", end, { once: true });
    await this.system.sleep(ms, pause.signal);
    until.removeEventListener("abort", end);
    this.isDue = false;
  }

  /** Ends the pause, or the next one when there is none. */
  cut(): void {
    this.isDue = true;
    this.current?.abort();
  }
}
