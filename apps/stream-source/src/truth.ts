import type { StreamFormat } from "./encoders.ts";
import type { EventFactory } from "./event-factory.ts";
import type { EventLog } from "./event-log.ts";

/**
 * Why a connection ended: `ended` by the end signal; `superseded` by a newer connection (mode `exclusive`); `client-closed`;
 * `dropped` or `cut` by a fault; `slow-consumer`: more than `maxBufferedBytes` were waiting for it; `forgotten`: the stream
 * was deleted; `shutdown` of the source.
 */
export type EndReason =
  | "ended"
  | "superseded"
  | "client-closed"
  | "dropped"
  | "cut"
  | "slow-consumer"
  | "forgotten"
  | "shutdown";

/** One event as it was made. */
export interface TruthEvent {
  /** What stands in the document at `/id` and `/meta/id`, and in the `id` of SSE. */
  id: string;
  /** What stands in the document at `/seq`; 1, 2, 3, ... */
  seq: number;
  /** SHA-1 of the JSON document's bytes, without line terminator, as 40 lower-case hex digits. */
  sha1: string;
  /** When it was made, ms since the epoch. */
  at: number;
}

/** One connection that got the stream. The events on it are those from `firstSeq` to `lastSeq`, without a gap. */
export interface ConnectionTruth {
  /** 1 for the first connection of a stream; the response's header `stream-connection` says it too. */
  id: number;
  remote: string;
  format: StreamFormat;
  /** When it was attached and its headers were sent, ms since the epoch. */
  startedAt: number;
  /** When nothing more was sent on it; the very `startedAt` of its successor when it was superseded. Null while open. */
  endedAt: number | null;
  endReason: EndReason | null;
  /** When a fault made it fall silent. */
  stalledAt: number | null;
  /** The sequence number after which it was resumed. */
  resumedAfter: number | null;
  firstSeq: number | null;
  lastSeq: number | null;
  /** Whole events written, without their duplicates. */
  eventsSent: number;
  duplicatesSent: number;
  heartbeatsSent: number;
  /** Bytes of the body written, all frames included. */
  bytesSent: number;
  /** The event of which only a part was written. */
  cutSeq: number | null;
}

/** One request for the stream that was answered otherwise. */
export interface RefusalTruth {
  at: number;
  /** Null when the socket was closed without an answer. */
  status: number | null;
  /** `ended`: 204, the stream is over; `resume-gone`: 410. */
  reason: "fault" | "single-connection" | "ended" | "resume-gone";
  remote: string;
}

export type StreamState = "waiting" | "running" | "ended";

/** All that happened on a stream: what a run is judged against. Times are in ms since the epoch and strictly ordered. */
export interface StreamTruth {
  streamId: string;
  /** `waiting`: known, but not asked for yet. */
  state: StreamState;
  /** Seed of the source's choices. */
  seed: number;
  /** When the first request came. */
  startedAt: number | null;
  /** When the last event had been made. */
  endedAt: number | null;
  eventsMade: number;
  /** Whether events or connections were forgotten to stay within the limits. */
  truncated: boolean;
  connections: ConnectionTruth[];
  refusals: RefusalTruth[];
  events: TruthEvent[];
}

/** The newest records of one kind, and whether older ones were forgotten; records still open are never forgotten. */
export class RecordList<T> {
  readonly records: T[] = [];
  readonly #maxRecords: number;
  readonly #isOpen: (record: T) => boolean;
  #truncated = false;

  constructor(maxRecords: number, isOpen: (record: T) => boolean = () => false) {
    this.#maxRecords = maxRecords;
    this.#isOpen = isOpen;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  add(record: T): void {
    this.records.push(record);
    if (this.records.length <= this.#maxRecords) return;
    const oldest = this.records.findIndex((each) => !this.#isOpen(each));
    if (oldest === -1) return;
    this.records.splice(oldest, 1);
    this.#truncated = true;
  }
}

/** A stream as its truth sees it. */
export interface TruthSource {
  readonly head: Omit<StreamTruth, "events">;
  readonly log: EventLog;
  readonly factory: EventFactory;
}

function* truthEvents(
  { log, factory }: TruthSource,
  firstSeq: number,
  lastSeq: number,
): Generator<TruthEvent> {
  for (const { seq, sha1, at } of log.entries(firstSeq, lastSeq)) {
    yield { id: factory.idOf(seq), seq, sha1, at };
  }
}

/** The truth up to now, as a value; later events do not change it. */
export function snapshotTruth(source: TruthSource, sinceSeq: number): StreamTruth {
  const events = [...truthEvents(source, sinceSeq + 1, source.log.lastSeq)];
  return { ...structuredClone(source.head), events };
}

const EVENTS_PER_PART = 1000;

/** The truth up to now as JSON text in parts, so that a long one neither blocks the source nor stands in memory whole. */
export function truthJson(source: TruthSource, sinceSeq: number): Iterable<string> {
  const head = JSON.stringify(source.head);
  return joinParts(head, truthEvents(source, sinceSeq + 1, source.log.lastSeq));
}

function* joinParts(head: string, events: Iterable<TruthEvent>): Generator<string> {
  yield `${head.slice(0, -1)},"events":[`;
  let part: string[] = [];
  let separator = "";
  for (const event of events) {
    part.push(JSON.stringify(event));
    if (part.length < EVENTS_PER_PART) continue;
    yield separator + part.join(",");
    separator = ",";
    part = [];
  }
  if (part.length > 0) yield separator + part.join(",");
  yield "]}";
}
