import { LedgerItemError } from "@unbounded-streams/stream-ledger";
import { WatchError } from "../errors.ts";
import { READS_AT_ONCE } from "../limits.ts";
import { lastEventMs } from "../report/list-entry.ts";
import type { LedgerReader } from "./ledger-reader.ts";

/** Where what is found goes, as soon as it is. */
export interface LastEventsFound {
  /** When the last event of a stream came, in epoch milliseconds. */
  onFound(streamId: string, atMs: number): void;
  /** Told of a stream with a record that something else wrote: nobody can say it of that one, and of the others all the same. */
  onUnreadable?(streamId: string, error: WatchError): void;
}

/**
 * When the last event of each stream came, as far as its last connections have told; a few streams are read at a time.
 *
 * @throws {WatchError} when the ledger cannot be read; no stream is read any more by then
 */
export async function lastEvents(
  reader: LedgerReader,
  streamIds: readonly string[],
  { onFound, onUnreadable }: LastEventsFound,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const waiting = streamIds.values();
  const readOn = async () => {
    for (const streamId of waiting) {
      try {
        const records = await reader.records({ streamId, sinceMs: nowMs, untilMs: nowMs }, either);
        const lastMs = lastEventMs(records);
        if (lastMs !== undefined) onFound(streamId, lastMs);
      } catch (error) {
        if (!isOfOneRecord(error)) throw error;
        onUnreadable?.(streamId, error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: READS_AT_ONCE }, readOn));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

function isOfOneRecord(error: unknown): error is WatchError {
  return error instanceof WatchError && error.cause instanceof LedgerItemError;
}
