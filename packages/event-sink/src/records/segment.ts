import { hash } from "node:crypto";
import { InvalidItemError } from "../errors.ts";
import { compress, decompress } from "./compression.ts";
import type { StoredEvent } from "./event.ts";
import { eventKey } from "./event-key.ts";
import { type EventItem, eventOf, storedData } from "./item.ts";
import { itemSizeBytes } from "./item-size.ts";
import { SegmentReader, SegmentWriter } from "./segment-bytes.ts";
import { DEFAULT_KEYS, DEFAULT_LAYOUT, type TableKeys, type TableLayout } from "./table-layout.ts";

/*
 * A segment is many events in one item. Its sort key is `segment#`, the time of its first event as 13 digits of epoch milliseconds, `#`, and the
 * SHA-1 of its contents: so segments sort by time, one that is written again meets itself, and it meets no other. Its
 * `data` are the events one after the other, compressed with Brotli; `segment` says how many there are.
 */

/** One event of a segment to be written. */
export interface PackedEvent {
  readonly key: string;
  /** Whether the key is the SHA-1 that any reader can work out. */
  readonly isKeyDerived: boolean;
  /** As it would stand in the table by itself. */
  readonly item: EventItem;
}

/** A segment as it is put. */
export interface Segment {
  readonly key: string;
  readonly item: EventItem;
  /** As DynamoDB counts the item. */
  readonly sizeBytes: number;
}

/** What a segment is made of. */
export interface SegmentParts {
  /** The time of the first event, in epoch milliseconds. */
  readonly startMs: number;
  readonly events: readonly PackedEvent[];
  /** The partition key for a segment's key. */
  readonly partitionOf: (key: string) => string;
  /** Default: those of `eventsTable`. */
  readonly keys?: TableKeys;
  /** What all of its events have beside the sink's own attributes. */
  readonly attributes?: EventItem;
}

const ENCODING = "br";
/** What every segment's sort key begins with. */
export const SEGMENT_KEY_PREFIX = "segment#";
const TIME_DIGITS = 13;

/** What the flags before each event say it has. */
const HAS = { id: 1, type: 2, key: 4, receivedAt: 8, encoding: 16 } as const;

/** The first sort key that a segment of this time can have. */
export function segmentKeyFrom(ms: number): string {
  return `${SEGMENT_KEY_PREFIX}${timeDigits(ms)}#`;
}

/** Whether an item is a segment. */
export function isSegment(item: EventItem): boolean {
  return item.segment !== undefined;
}

export function toSegment(parts: SegmentParts): Segment {
  const { startMs, events, partitionOf, keys = DEFAULT_KEYS, attributes } = parts;
  const writer = new SegmentWriter();
  let expiresAt = 0;
  for (const event of events) {
    writeEvent(writer, event, startMs);
    expiresAt = Math.max(expiresAt, Number(event.item.expiresAt?.N ?? 0));
  }
  const bytes = writer.bytes();
  const key = `${segmentKeyFrom(startMs)}${hash("sha1", bytes, "hex")}`;
  const item: EventItem = {
    [keys.partition]: { S: partitionOf(key) },
    [keys.sort]: { S: key },
    data: { B: compress(bytes, ENCODING) },
    encoding: { S: ENCODING },
    segment: { N: String(events.length) },
    ...(expiresAt > 0 && { expiresAt: { N: String(expiresAt) } }),
    ...attributes,
  };
  return { key, item, sizeBytes: itemSizeBytes(item) };
}

/**
 * The events in an item: one, or those of a segment, in the order in which they came.
 *
 * @throws {InvalidItemError} when the item has another shape than the sink writes, or decompresses to over 8 MiB
 * @throws {UnsupportedEncodingError} when this Node cannot decompress it
 */
export function eventsOfItem(item: EventItem): StoredEvent[] {
  return eventsOf(item, DEFAULT_LAYOUT);
}

/** What `eventsOfItem` is, for a table with that layout. */
export function eventsOf(item: EventItem, layout: TableLayout): StoredEvent[] {
  return isSegment(item) ? eventsOfSegment(item, layout) : [eventOf(item, layout)];
}

function eventsOfSegment(item: EventItem, layout: TableLayout): StoredEvent[] {
  const { data, ...rest } = eventOf({ ...item, segment: undefined as never }, layout);
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  const reader = new SegmentReader(bytes);
  const events: StoredEvent[] = [];
  const startMs = segmentStartMs(rest.key);
  if (!Number.isSafeInteger(startMs)) {
    throw new InvalidItemError(layout.keys.sort, "a segment's key, with its time");
  }
  while (reader.hasMore) events.push(readEvent(reader, rest, startMs));
  if (events.length !== Number(item.segment?.N)) {
    throw new InvalidItemError("segment", `the number of its events, ${events.length}`);
  }
  return events;
}

function writeEvent(writer: SegmentWriter, { key, isKeyDerived, item }: PackedEvent, startMs: number): void {
  const { eventId, eventType, receivedAt, encoding, data } = item;
  writer.byte(
    flagged(eventId?.S, HAS.id) |
      flagged(eventType?.S, HAS.type) |
      (isKeyDerived ? 0 : HAS.key) |
      flagged(receivedAt?.N, HAS.receivedAt) |
      flagged(encoding?.S, HAS.encoding),
  );
  if (receivedAt?.N !== undefined) writer.number(Number(receivedAt.N) - startMs);
  for (const text of [eventId?.S, eventType?.S, isKeyDerived ? undefined : key, encoding?.S]) {
    if (text !== undefined) writer.block(Buffer.from(text));
  }
  writer.block(data?.B ?? Buffer.from(data?.S ?? ""));
}

type SegmentFrame = Omit<StoredEvent, "data">;

/** The time of a segment's first event, in epoch milliseconds, from its sort key. */
export function segmentStartMs(key: string): number {
  return Number(key.slice(SEGMENT_KEY_PREFIX.length, SEGMENT_KEY_PREFIX.length + TIME_DIGITS));
}

function readEvent(reader: SegmentReader, segment: SegmentFrame, startMs: number): StoredEvent {
  const flags = reader.byte();
  const text = (flag: number) => (flags & flag ? reader.text() : undefined);
  const sinceStartMs = flags & HAS.receivedAt ? reader.number() : undefined;
  const id = text(HAS.id);
  const type = text(HAS.type);
  const key = text(HAS.key);
  const encoding = text(HAS.encoding);
  const block = reader.block();
  const data = storedData(encoding === undefined ? block : decompress(block, encoding));
  return {
    streamId: segment.streamId,
    key: key ?? eventKey({ data, id, type }),
    data,
    ...(id !== undefined && { id }),
    ...(type !== undefined && { type }),
    ...(sinceStartMs !== undefined && { receivedAtMs: startMs + sinceStartMs }),
    ...(segment.expiresAtSeconds !== undefined && { expiresAtSeconds: segment.expiresAtSeconds }),
  };
}

function flagged(value: unknown, flag: number): number {
  return value === undefined ? 0 : flag;
}

function timeDigits(ms: number): string {
  return String(Math.min(Math.max(0, Math.trunc(ms)), 10 ** TIME_DIGITS - 1)).padStart(TIME_DIGITS, "0");
}
