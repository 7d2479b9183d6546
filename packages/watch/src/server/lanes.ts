import { MAX_LANES, WINDOWS_MS } from "../limits.ts";
import { ConnectionBars, type Lane } from "../live/connection-bars.ts";
import { LiveCollection } from "../live/live-collection.ts";
import type { ConnectionEntry } from "../report/connection-entry.ts";
import type { System } from "../system.ts";
import type { LedgerReader } from "../tables/ledger-reader.ts";

const MAX_ID_LENGTH = 2_048;

/** The connections of streams that pages look at, each stream's last time once, however many pages look at it. */
export class Lanes {
  private readonly lanes = new Map<string, LiveCollection<ConnectionEntry>>();
  private readonly ledger: LedgerReader;
  private readonly options: { readonly pauseMs: number; readonly system: System };

  constructor(ledger: LedgerReader, options: { readonly pauseMs: number; readonly system: System }) {
    this.ledger = ledger;
    this.options = options;
  }

  /** @returns undefined when too many others are looked at */
  of(lane: Lane): LiveCollection<ConnectionEntry> | undefined {
    const id = JSON.stringify([lane.streamId, lane.windowMs]);
    const known = this.lanes.get(id);
    if (known !== undefined) return known;
    const unwatched = Array.from(this.lanes).find(([, { isWatched }]) => !isWatched);
    if (this.lanes.size >= MAX_LANES) {
      if (unwatched === undefined) return undefined;
      this.lanes.delete(unwatched[0]);
    }
    const bars = new ConnectionBars(this.ledger, lane);
    const { system } = this.options;
    const collection = new LiveCollection<ConnectionEntry>({
      ...this.options,
      read: (signal) => bars.read(system.now(), signal),
    });
    this.lanes.set(id, collection);
    return collection;
  }
}

/** Which lane a query asks for; undefined when it is none. */
export function laneOf(query: URLSearchParams): Lane | undefined {
  const streamId = query.get("stream") ?? "";
  const windowMs = Number(query.get("window"));
  const isWindow = WINDOWS_MS.some((known) => known === windowMs);
  if (streamId === "" || streamId.length > MAX_ID_LENGTH || !isWindow) return undefined;
  return { streamId, windowMs };
}
