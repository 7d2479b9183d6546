import { LEDGER_AGAIN_MS, MAX_LAST_EVENTS } from "../limits.ts";
import { lastEvents } from "../tables/last-events.ts";
import type { LedgerReader } from "../tables/ledger-reader.ts";

/**
 * When the last events of streams came, as far as the ledger tells: looked for once, beside the looks at leases, so that a slow ledger holds up nobody;
 * again after a while where it could not be read. What it does not tell is told by the next event.
 */
export class LastEventSearch {
  private readonly ledger: LedgerReader | undefined;
  private readonly found = new Map<string, number>();
  private state: "to-do" | "going" | "done" = "to-do";
  private againAtMs = 0;

  constructor(ledger: LedgerReader | undefined) {
    this.ledger = ledger;
  }

  /** When the last event of a stream came, in epoch milliseconds, as far as it has been found. */
  of(streamId: string): number | undefined {
    return this.found.get(streamId);
  }

  /** Forgets the others. */
  keepOnly(streamIds: ReadonlySet<string>): void {
    for (const streamId of this.found.keys()) if (!streamIds.has(streamId)) this.found.delete(streamId);
  }

  /** Begins, or goes on, unless there is nothing to do; `signal` ends it, and the next call goes on. */
  lookFor(streamIds: readonly string[], nowMs: number, signal: AbortSignal): void {
    const { ledger, found } = this;
    if (ledger === undefined || this.state !== "to-do" || nowMs < this.againAtMs) return;
    if (streamIds.length > MAX_LAST_EVENTS) return;
    this.state = "going";
    const missing = streamIds.filter((streamId) => !found.has(streamId));
    const into = { onFound: (streamId: string, atMs: number) => void found.set(streamId, atMs) };
    lastEvents(ledger, missing, into, { nowMs, signal }).then(
      () => {
        this.state = "done";
      },
      () => {
        this.state = "to-do";
        if (!signal.aborted) this.againAtMs = nowMs + LEDGER_AGAIN_MS;
      },
    );
  }
}
