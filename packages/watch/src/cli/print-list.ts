import { streamEntry } from "../report/list-entry.ts";
import { listText } from "../report/list-text.ts";
import { lastEvents } from "../tables/last-events.ts";
import { LeaseReader } from "../tables/lease-reader.ts";
import { LedgerReader } from "../tables/ledger-reader.ts";
import type { GivenList } from "./command.ts";
import { type Clients, leasesOf, ledgerOf, placeOf } from "./place.ts";

/**
 * Reads all leases, and of the ledger, where it is known, when the last events came.
 *
 * @returns what `list` has to print
 * @throws {WatchError}
 */
export async function listAnswer(
  given: GivenList,
  {
    clients,
    nowMs,
    signal,
  }: { readonly clients: Clients; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<string> {
  const place = await placeOf(given, clients, signal);
  try {
    const leases = await new LeaseReader(leasesOf(place, given)).streams(signal);
    const ids = leases.map(({ streamId }) => streamId);
    const events =
      place.ledgerTable === undefined
        ? new Map<string, number>()
        : await lastEvents(new LedgerReader(ledgerOf(place, given)), ids, nowMs, signal);
    const streams = leases.map((lease) => streamEntry(lease, events.get(lease.streamId)));
    return given.json ? JSON.stringify({ streams }) : listText(streams, nowMs);
  } finally {
    place.client.destroy();
  }
}
