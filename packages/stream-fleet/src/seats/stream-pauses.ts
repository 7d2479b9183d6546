import type { Lease } from "@unbounded-streams/stream-lease";
import { turnPauseMs } from "@unbounded-streams/stream-lease/turn-pause";
import { FORGET_AFTER_MS, INDEX_LAG_MS } from "../limits.ts";
import type { CarrierSystem } from "../types.ts";

interface StreamPause {
  notBeforeMs: number;
  /** Tries in a row that were in vain, as this invocation has seen them. */
  vain: number;
  /** The epoch for which a pause has been drawn. */
  drawnForEpoch?: number;
}

/**
 * When each stream may be taken at the earliest. A stream whose claims fail waits as its lease says; what the lease does not know (it cannot be
 * read, the claim itself is lost) is counted here, so that nothing is tried without a pause.
 */
export class StreamPauses {
  private readonly system: Pick<CarrierSystem, "now" | "random">;
  private readonly pauses = new Map<string, StreamPause>();

  constructor(system: Pick<CarrierSystem, "now" | "random">) {
    this.system = system;
  }

  /** Epoch milliseconds; undefined when the stream may be taken. */
  notBeforeMs(streamId: string): number | undefined {
    const pause = this.pauses.get(streamId);
    return pause !== undefined && pause.notBeforeMs > this.system.now() ? pause.notBeforeMs : undefined;
  }

  /** An index has shown what the table knows better: it is looked at again when it has caught up. */
  outdated(streamId: string): void {
    this.postpone(streamId, this.system.now() + INDEX_LAG_MS);
  }

  /** A try was in vain. The pause is `leastMs` at least. */
  failed(streamId: string, leastMs = 0): void {
    const vain = (this.pauses.get(streamId)?.vain ?? 0) + 1;
    const pauseMs = turnPauseMs(vain, () => this.system.random());
    const notBeforeMs = this.system.now() + Math.max(pauseMs, leastMs);
    this.pauses.set(streamId, { ...this.pauses.get(streamId), vain, notBeforeMs });
  }

  /** The stream was held for a while. */
  sound(streamId: string): void {
    this.pauses.delete(streamId);
  }

  /** Whether the failures on a lease ask for a pause that is not over. It is drawn once for each claim. */
  isPaused({ streamId, failures, claimedAtMs, epoch }: Lease): boolean {
    const pause = this.pauses.get(streamId);
    if (pause?.drawnForEpoch === epoch || claimedAtMs === undefined)
      return this.notBeforeMs(streamId) !== undefined;
    const dueMs = claimedAtMs + turnPauseMs(failures, () => this.system.random());
    const notBeforeMs = Math.max(dueMs, pause?.notBeforeMs ?? 0);
    this.pauses.set(streamId, { vain: pause?.vain ?? 0, notBeforeMs, drawnForEpoch: epoch });
    return notBeforeMs > this.system.now();
  }

  /** Forgets what is long over. */
  prune(): void {
    const oldestMs = this.system.now() - FORGET_AFTER_MS;
    for (const [streamId, { notBeforeMs }] of this.pauses) {
      if (notBeforeMs < oldestMs) this.pauses.delete(streamId);
    }
  }

  private postpone(streamId: string, notBeforeMs: number): void {
    this.pauses.set(streamId, { vain: 0, ...this.pauses.get(streamId), notBeforeMs });
  }
}
