import { MAX_LANES, MAX_TAILS, TAIL_TIMEOUT_MS, WINDOWS_MS } from "../limits.ts";
import { ConnectionBars, type Lane } from "../live/connection-bars.ts";
import { LiveCollection } from "../live/live-collection.ts";
import { type StreamRow, StreamRows } from "../live/stream-rows.ts";
import { Tail } from "../live/tail.ts";
import { withinTime } from "../live/within-time.ts";
import type { ConnectionEntry } from "../report/connection-entry.ts";
import type { Sample } from "../report/counted-spans.ts";
import type { TailEntry } from "../report/tail-entry.ts";
import type { System } from "../system.ts";
import type { EventReader } from "../tables/event-reader.ts";
import type { LeaseReader } from "../tables/lease-reader.ts";
import type { LedgerReader } from "../tables/ledger-reader.ts";
import { CollectionPool } from "./collection-pool.ts";
import type { Refusal } from "./guard.ts";

/** The tables that are looked at. */
export interface Readers {
  readonly leases: LeaseReader;
  readonly ledger: LedgerReader | undefined;
  readonly events: EventReader | undefined;
}

const MAX_ID_LENGTH = 2_048;

const TOO_MANY: Refusal = { status: 503, message: "too many streams are looked at: close other pages" };

/** What a page can be told of: all streams, and of one its connections, its counts as they were seen, and its last events. */
export class Topics {
  private readonly readers: Readers;
  private readonly options: { readonly pauseMs: number; readonly system: System };
  private readonly rows: StreamRows;
  private readonly streams: LiveCollection<StreamRow>;
  private readonly lanes = new CollectionPool<ConnectionEntry>(MAX_LANES);
  private readonly counts = new CollectionPool<Sample>(MAX_TAILS);
  private readonly tails = new CollectionPool<TailEntry>(MAX_TAILS);

  constructor(readers: Readers, options: { readonly pauseMs: number; readonly system: System }) {
    this.readers = readers;
    this.options = options;
    this.rows = new StreamRows(readers.leases, readers.ledger);
    this.streams = this.collection((nowMs, signal) => this.rows.read(nowMs, signal));
  }

  /** @param pathname what stands behind the token of an address, such as `/events` */
  of(pathname: string, query: URLSearchParams): LiveCollection<unknown> | Refusal {
    switch (pathname) {
      case "/streams":
        return this.streams;
      case "/connections":
        return this.connectionsOf(laneOf(query));
      case "/counts":
        return this.countsOf(streamIdOf(query));
      case "/events":
        return this.eventsOf(streamIdOf(query));
      default:
        return { status: 404, message: "there is nothing here" };
    }
  }

  private connectionsOf(lane: Lane | undefined): LiveCollection<unknown> | Refusal {
    const { ledger } = this.readers;
    if (lane === undefined)
      return { status: 400, message: "ask for a stream, and for a time that the page offers" };
    if (ledger === undefined) return { status: 404, message: "no ledger is known: give --table" };
    const read = () => {
      const bars = new ConnectionBars(ledger, lane);
      return this.collection((nowMs, signal) => bars.read(nowMs, signal));
    };
    return this.lanes.of(JSON.stringify([lane.streamId, lane.windowMs]), read) ?? TOO_MANY;
  }

  /** They are seen while somebody looks at all streams. */
  private countsOf(streamId: string | undefined): LiveCollection<unknown> | Refusal {
    if (streamId === undefined) return { status: 400, message: "ask for a stream" };
    const read = async () =>
      new Map(this.rows.countsOf(streamId).map((sample) => [String(sample.atMs), sample]));
    return this.counts.of(streamId, () => this.collection(read)) ?? TOO_MANY;
  }

  private eventsOf(streamId: string | undefined): LiveCollection<unknown> | Refusal {
    const { events } = this.readers;
    if (streamId === undefined) return { status: 400, message: "ask for a stream" };
    if (events === undefined)
      return { status: 404, message: "no table of events is known: give --events-table" };
    const read = () => {
      const tail = new Tail(events, streamId);
      const bounds = { timeoutMs: TAIL_TIMEOUT_MS, pause: this.options.system.pause };
      return this.collection((nowMs, signal) =>
        withinTime((cut) => tail.read(nowMs, cut), { ...bounds, signal, late: () => events.lateFailure() }),
      );
    };
    return this.tails.of(streamId, read) ?? TOO_MANY;
  }

  private collection<Entry>(
    read: (nowMs: number, signal: AbortSignal) => Promise<ReadonlyMap<string, Entry>>,
  ): LiveCollection<Entry> {
    const { system } = this.options;
    return new LiveCollection<Entry>({
      ...this.options,
      read: (signal) => read(system.now(), signal),
    });
  }
}

function streamIdOf(query: URLSearchParams): string | undefined {
  const streamId = query.get("stream") ?? "";
  return streamId === "" || streamId.length > MAX_ID_LENGTH ? undefined : streamId;
}

/** Which lane a query asks for; undefined when it is none. */
function laneOf(query: URLSearchParams): Lane | undefined {
  const streamId = streamIdOf(query);
  const windowMs = Number(query.get("window"));
  const isWindow = WINDOWS_MS.some((known) => known === windowMs);
  return streamId === undefined || !isWindow ? undefined : { streamId, windowMs };
}
