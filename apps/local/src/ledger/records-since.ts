import type { ConnectionRecord, Ledger } from "@unbounded-streams/stream-ledger";

/** The records of a stream's connections that were claimed since a moment; none when the ledger cannot be read. */
export async function recordsSince(
  ledger: Ledger,
  since: { readonly streamId: string; readonly sinceMs: number },
): Promise<ConnectionRecord[]> {
  try {
    const records = await Array.fromAsync(ledger.read(since));
    return records.filter(({ claimedAtMs }) => claimedAtMs >= since.sinceMs);
  } catch {
    // The report says what the source and the connections have seen.
    return [];
  }
}
