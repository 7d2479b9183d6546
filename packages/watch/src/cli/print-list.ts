import type { WatchError } from "../errors.ts";
import { streamEntry, unreadableEntry } from "../report/list-entry.ts";
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
    tell,
  }: {
    readonly clients: Clients;
    readonly nowMs: number;
    readonly signal: AbortSignal;
    /** Told what is left out, and why. */
    tell(line: string): void;
  },
): Promise<string> {
  const place = await placeOf(given, clients, signal);
  try {
    const { leases, unreadable: notRead } = await new LeaseReader(leasesOf(place, given)).streams(signal);
    const ids = leases.map(({ streamId }) => streamId);
    const events = new Map<string, number>();
    const notKnown: WatchError[] = [];
    if (place.ledgerTable !== undefined) {
      const found = {
        onFound: (streamId: string, atMs: number) => void events.set(streamId, atMs),
        onUnreadable: (_: string, error: WatchError) => void notKnown.push(error),
      };
      await lastEvents(new LedgerReader(ledgerOf(place, given)), ids, found, { nowMs, signal });
    }
    const [first] = notKnown;
    if (first !== undefined) {
      tell(
        `streams of which nobody can say when the last event came: ${notKnown.length}; ${first.message} (${first.code})`,
      );
    }
    const streams = [
      ...leases.map((lease) => streamEntry(lease, events.get(lease.streamId))),
      ...notRead.map(unreadableEntry),
    ];
    return given.json ? JSON.stringify({ streams }) : listText(streams, nowMs);
  } finally {
    place.client.destroy();
  }
}
