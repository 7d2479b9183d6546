import type { WaitingStream } from "@unbounded-streams/stream-lease";
import { INDEX_LAG_MS, LOOK_ATTEMPTS, OFFERED_MS, WAITING_LIMIT } from "../limits.ts";
import type { CarrierOptions } from "../options.ts";

/** What the indexes have shown of streams: a little late, and not at all while the table does not answer. */
export class Sight {
  /** Streams that are the carrier's. */
  carried: readonly string[] = [];
  waiting: readonly WaitingStream[] = [];
  offered: readonly WaitingStream[] = [];
  /** Whether all of the last look was answered. */
  isFresh = false;
  /** Whether the carrier's streams have ever been seen. */
  hasSeenCarried = false;
  /** When the next look is due, in epoch milliseconds. */
  nextMs = Number.NEGATIVE_INFINITY;
  /** When `carried` was asked for, in epoch milliseconds. */
  private carriedAtMs = Number.NEGATIVE_INFINITY;
  private nextOfferedMs = Number.NEGATIVE_INFINITY;
  private readonly options: CarrierOptions;

  constructor(options: CarrierOptions) {
    this.options = options;
  }

  /**
   * Asks the indexes. Never rejects: what is not answered stays as it was.
   *
   * @returns the first error, if there was one
   */
  async look(signal: AbortSignal): Promise<unknown> {
    const { system, roundMs } = this.options;
    const nowMs = system.now();
    this.nextMs = nowMs + roundMs;
    const parts = [
      this.lookAtCarried(nowMs, signal),
      this.lookAtWaiting(signal),
      this.lookAtOffered(nowMs, signal),
    ];
    const errors = (await Promise.allSettled(parts)).filter(({ status }) => status === "rejected");
    this.isFresh = errors.length === 0;
    return errors.map((failed) => (failed as PromiseRejectedResult).reason).at(0);
  }

  /** Has the next look be made at once. */
  doubt(): void {
    this.nextMs = Number.NEGATIVE_INFINITY;
    this.nextOfferedMs = Number.NEGATIVE_INFINITY;
  }

  /** Whether a stream that is held since then must have been seen among the carrier's, and was not. */
  misses(streamId: string, heldSinceMs: number): boolean {
    return heldSinceMs + INDEX_LAG_MS <= this.carriedAtMs && !this.carried.includes(streamId);
  }

  private async lookAtCarried(nowMs: number, signal: AbortSignal): Promise<void> {
    const { store, carrier } = this.options;
    this.carried = await all(store.carried(carrier, { signal, maxAttempts: LOOK_ATTEMPTS }));
    this.carriedAtMs = nowMs;
    this.hasSeenCarried = true;
  }

  private async lookAtWaiting(signal: AbortSignal): Promise<void> {
    this.waiting = await this.streamsThatWait(false, signal);
  }

  private async lookAtOffered(nowMs: number, signal: AbortSignal): Promise<void> {
    if (nowMs < this.nextOfferedMs) return;
    this.offered = await this.streamsThatWait(true, signal);
    this.nextOfferedMs = nowMs + OFFERED_MS;
  }

  private streamsThatWait(offered: boolean, signal: AbortSignal): Promise<WaitingStream[]> {
    const { store, fleet, capacity } = this.options;
    const limit = capacity + WAITING_LIMIT;
    return all(store.waiting(fleet, { offered, limit, signal, maxAttempts: LOOK_ATTEMPTS }));
  }
}

async function all<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}
