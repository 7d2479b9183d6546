import { READS_AT_ONCE } from "../limits.ts";
import { lastEventMs } from "../report/list-entry.ts";
import type { LedgerReader } from "./ledger-reader.ts";

/**
 * When the last event of each stream came, as far as its last connections have told; a few streams are read at a time.
 *
 * @throws {WatchError}
 */
export async function lastEvents(
  reader: LedgerReader,
  streamIds: readonly string[],
  nowMs: number,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const waiting = streamIds.values();
  const readOn = async () => {
    for (const streamId of waiting) {
      const records = await reader.records({ streamId, sinceMs: nowMs, untilMs: nowMs }, signal);
      const lastMs = lastEventMs(records);
      if (lastMs !== undefined) found.set(streamId, lastMs);
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, readOn));
  return found;
}
