import { isUtf8 } from "node:buffer";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { InvalidItemError } from "../errors.ts";
import { decompress } from "./compression.ts";
import type { StoredEvent } from "./event.ts";
import { streamOf } from "./shards.ts";
import { DEFAULT_KEYS, DEFAULT_LAYOUT, type TableLayout } from "./table-layout.ts";

/** An item as the low-level client takes and gives it. */
export type EventItem = Record<string, AttributeValue>;

/**
 * The item of an event, in the partition of its stream unless another is given. Data that is valid UTF-8 becomes a string, which is readable everywhere and takes as many
 * bytes; other data stays binary, so that nothing is lost.
 */
export function toItem(event: StoredEvent, partition = event.streamId, keys = DEFAULT_KEYS): EventItem {
  const item: EventItem = {
    [keys.partition]: { S: partition },
    [keys.sort]: { S: event.key },
    data: dataAttribute(event.data),
  };
  if (event.receivedAtMs !== undefined) item.receivedAt = { N: String(event.receivedAtMs) };
  if (event.id !== undefined) item.eventId = { S: event.id };
  if (event.type !== undefined) item.eventType = { S: event.type };
  if (event.expiresAtSeconds !== undefined) item.expiresAt = { N: String(event.expiresAtSeconds) };
  return item;
}

/**
 * The event in an item, as `GetItem`, `Query` or `Scan` of the low-level client return it: decompressed, and without the
 * shard's number in its stream's id; of a table with the keys of `eventsTable`, else see `createItemReader`. Binary may stand as base64 text, too, as in the records of a stream that Lambda delivers.
 *
 * @throws {InvalidItemError} when the item has another shape than the sink writes, or decompresses to over 8 MiB
 * @throws {UnsupportedEncodingError} when this Node cannot decompress it
 */
export function fromItem(item: EventItem): StoredEvent {
  return eventOf(item, DEFAULT_LAYOUT);
}

/** The event in an item of a table with that layout; throws as `fromItem`. */
export function eventOf(item: EventItem, { keys, partitionPrefix }: TableLayout): StoredEvent {
  if (item.segment !== undefined)
    throw new InvalidItemError("segment", "absent: eventsOfItem reads segments");
  const partition = text(item, keys.partition);
  if (!partition.startsWith(partitionPrefix)) {
    throw new InvalidItemError(keys.partition, `text that begins with ${partitionPrefix}`);
  }
  const event: StoredEvent = {
    streamId: streamOf(partition.slice(partitionPrefix.length)),
    key: text(item, keys.sort),
    data: dataOf(item),
  };
  if (item.receivedAt) event.receivedAtMs = number(item, "receivedAt");
  if (item.eventId) event.id = text(item, "eventId");
  if (item.eventType) event.type = text(item, "eventType");
  if (item.expiresAt) event.expiresAtSeconds = number(item, "expiresAt");
  return event;
}

function dataAttribute(data: Uint8Array | string): AttributeValue {
  if (typeof data === "string") return { S: data };
  return isUtf8(data) ? { S: utf8(data) } : { B: new Uint8Array(data) };
}

/** Whether an item can be an event's at all: other programs may keep their own in the table, and in a stream's partition. */
export function canBeEvent(item: EventItem, { keys, partitionPrefix }: TableLayout): boolean {
  return item.data !== undefined && item[keys.partition]?.S?.startsWith(partitionPrefix) !== false;
}

function dataOf(item: EventItem): Uint8Array | string {
  const bytes = binary(item, "data");
  if (item.encoding === undefined) return bytes ?? text(item, "data");
  if (bytes === undefined) throw new InvalidItemError("data", "binary, as its encoding says");
  return storedData(decompress(bytes, text(item, "encoding")));
}

/** Bytes as `StoredEvent` has them. */
export function storedData(bytes: Uint8Array): Uint8Array | string {
  return isUtf8(bytes) ? utf8(bytes) : bytes;
}

function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}

/** Base64 with its padding, as JSON has binary. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function binary(item: EventItem, attribute: string): Uint8Array | undefined {
  const value: unknown = item[attribute]?.B;
  if (value === undefined || value instanceof Uint8Array) return value;
  if (typeof value === "string" && BASE64.test(value)) return Buffer.from(value, "base64");
  throw new InvalidItemError(attribute, "binary, as bytes or base64");
}

function text(item: EventItem, attribute: string): string {
  const value = item[attribute]?.S;
  if (value === undefined) throw new InvalidItemError(attribute, "a string");
  return value;
}

function number(item: EventItem, attribute: string): number {
  const value = item[attribute]?.N;
  if (value === undefined) throw new InvalidItemError(attribute, "a number");
  return Number(value);
}
