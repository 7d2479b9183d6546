import { hash } from "node:crypto";
import { isUint8Array } from "node:util/types";
import type { DeadLetter, DeadLetterRecord } from "../dead-letters/dead-letter.ts";
import { EventRejectedError, EventTooLargeError, InvalidEventError } from "../errors.ts";
import { compressItem } from "../records/compress-item.ts";
import type { CompressRule, EventKeyRule, RejectedEvent, SinkEvent, StoredEvent } from "../records/event.ts";
import { eventKey } from "../records/event-key.ts";
import { type AttributesRule, attributesOf } from "../records/further-attributes.ts";
import { type EventItem, toItem } from "../records/item.ts";
import { itemSizeBytes } from "../records/item-size.ts";
import { partitionKey } from "../records/shards.ts";
import { DEFAULT_LAYOUT, type TableLayout } from "../records/table-layout.ts";

/** Everything about one write that is known before any request. */
export interface PlannedPut {
  readonly kind: "put";
  readonly key: string;
  readonly item: EventItem;
  /** As DynamoDB counts the item. */
  readonly sizeBytes: number;
  /** Whether the key can be worked out of what is stored. */
  readonly isKeyDerived: boolean;
  /** Those of the item that are not the sink's own. */
  readonly attributes: EventItem | undefined;
}

/** An event that the table cannot take. */
export interface PlannedDeadLetter {
  readonly kind: "dead-letter";
  readonly key: string;
  readonly record: DeadLetterRecord;
  /** Where the record goes. */
  readonly deadLetter: DeadLetter;
  /** Of the event's data. */
  readonly sizeBytes: number;
}

/** What a plan depends on besides the event. */
export interface PutRules {
  streamId: string;
  key: EventKeyRule;
  shards: number;
  compress: CompressRule;
  stampReceivedAt: boolean;
  expiresInSeconds: number | undefined;
  /** Where events go that the table cannot take. */
  deadLetter: DeadLetter | undefined;
  /** As DynamoDB counts items: what the table takes, less what a segment has beside its events. */
  maxItemBytes: number;
  /** Default: that of `eventsTable`. */
  layout?: TableLayout;
  attributes?: AttributesRule | undefined;
}

/**
 * Turns an event into the item to put, or, if there is a dead-letter store, into the record for that.
 *
 * @throws {InvalidEventError} when the event has no usable key and there is no dead-letter store, or no usable data
 * @throws {EventTooLargeError} when the item is over 400 KB and there is no dead-letter store
 */
export function planPut(event: SinkEvent, rules: PutRules, nowMs: number): PlannedPut | PlannedDeadLetter {
  requireData(event);
  try {
    return planItem(event, rules, nowMs);
  } catch (error) {
    const { deadLetter, streamId } = rules;
    if (deadLetter === undefined) throw error;
    if (!(error instanceof EventTooLargeError || error instanceof InvalidEventError)) throw error;
    const record = deadLetterRecord(event, error, { streamId, nowMs });
    return { kind: "dead-letter", key: record.key, record, deadLetter, sizeBytes: record.data.byteLength };
  }
}

/**
 * Turns what is no event into the record for the dead-letter store.
 *
 * @throws {EventRejectedError} when there is none
 */
export function planRejected(
  rejected: RejectedEvent,
  { streamId, deadLetter }: Pick<PutRules, "streamId" | "deadLetter">,
  nowMs: number,
): PlannedDeadLetter {
  const { reason, message, receivedAtMs = nowMs } = rejected;
  const data = Uint8Array.from(rejected.data);
  const { sizeBytes = data.byteLength } = rejected;
  const key = keyOfRejected(rejected, data, sizeBytes);
  if (deadLetter === undefined) throw new EventRejectedError(key, rejected);
  const record: DeadLetterRecord = {
    streamId,
    key,
    data,
    ...(sizeBytes !== data.byteLength && { sizeBytes }),
    ...(rejected.id !== undefined && { id: rejected.id }),
    ...(rejected.type !== undefined && { type: rejected.type }),
    receivedAtMs,
    reason,
    message,
  };
  return { kind: "dead-letter", key, record, deadLetter, sizeBytes: data.byteLength };
}

function planItem(event: SinkEvent, rules: PutRules, nowMs: number): PlannedPut {
  requireUsable(event);
  const key = eventKey(event, rules.key);
  const stored: StoredEvent = { streamId: rules.streamId, key, data: event.data };
  if (event.id !== undefined) stored.id = event.id;
  if (event.type !== undefined) stored.type = event.type;
  const cameInAtMs = event.receivedAtMs ?? nowMs;
  if (event.receivedAtMs !== undefined || rules.stampReceivedAt) stored.receivedAtMs = cameInAtMs;
  if (rules.expiresInSeconds !== undefined) {
    stored.expiresAtSeconds = Math.floor(cameInAtMs / 1000) + rules.expiresInSeconds;
  }
  const { keys, partitionPrefix } = rules.layout ?? DEFAULT_LAYOUT;
  const attributes = rules.attributes && attributesOf(event, rules.attributes, keys);
  const partition = partitionKey(partitionPrefix + rules.streamId, key, rules.shards);
  const own = toItem(stored, partition, keys);
  const plain = attributes === undefined ? own : { ...own, ...attributes };
  const { item, sizeBytes } = compressItem(
    { item: plain, sizeBytes: itemSizeBytes(plain) },
    rules.compress,
    rules.maxItemBytes,
  );
  if (sizeBytes > rules.maxItemBytes) throw new EventTooLargeError(key, sizeBytes, rules.maxItemBytes);
  const isKeyDerived = rules.key === "sha1" && !(event.idInData && event.id !== undefined);
  return { kind: "put", key, item, sizeBytes, isKeyDerived, attributes };
}

function deadLetterRecord(
  event: SinkEvent,
  error: EventTooLargeError | InvalidEventError,
  { streamId, nowMs }: { streamId: string; nowMs: number },
): DeadLetterRecord {
  const data = typeof event.data === "string" ? Buffer.from(event.data) : Uint8Array.from(event.data);
  const key = error instanceof EventTooLargeError ? error.key : keyOfInvalid(event, data);
  return {
    streamId,
    key,
    data,
    ...(typeof event.id === "string" && { id: event.id }),
    ...(typeof event.type === "string" && { type: event.type }),
    receivedAtMs: Number.isSafeInteger(event.receivedAtMs) ? Number(event.receivedAtMs) : nowMs,
    reason: error.code,
    message: error.message,
  };
}

/** Events without a usable key are told apart by all that they have; JSON also spells half a surrogate pair. */
function keyOfInvalid({ id, type }: SinkEvent, data: Uint8Array): string {
  return sha1Of([id ?? null, type ?? null], data);
}

/** Of what is not whole its size tells it apart, too. */
function keyOfRejected({ id, type, reason }: RejectedEvent, data: Uint8Array, sizeBytes: number): string {
  return sha1Of([reason, id ?? null, type ?? null, sizeBytes], data);
}

function sha1Of(traits: readonly (string | number | null)[], data: Uint8Array): string {
  return hash("sha1", Buffer.concat([Buffer.from(JSON.stringify(traits)), data]), "hex");
}

function requireData({ data, id }: SinkEvent): void {
  if (typeof data !== "string" && !isUint8Array(data)) {
    throw new InvalidEventError(`the event's data is ${typeof data}: give text or a Uint8Array`, { key: id });
  }
  requireWellFormed("data", data, id);
}

/** Half of a surrogate pair has no UTF-8 form: DynamoDB could not give back what it was handed. */
function requireWellFormed(name: string, value: unknown, id: string | undefined): void {
  if (typeof value === "string" && !value.isWellFormed()) {
    throw new InvalidEventError(`the event's ${name} is not well-formed Unicode: give the bytes as data`, {
      key: id,
    });
  }
}

function requireUsable({ id, type, receivedAtMs }: SinkEvent): void {
  requireWellFormed("id", id, id);
  requireWellFormed("type", type, id);
  if (receivedAtMs !== undefined && !Number.isSafeInteger(receivedAtMs)) {
    throw new InvalidEventError(
      `the event's receivedAtMs is ${receivedAtMs}: give whole epoch milliseconds`,
      { key: id },
    );
  }
}
