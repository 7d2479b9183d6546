import { isUint8Array } from "node:util/types";
import { EventTooLargeError, InvalidEventError } from "./errors.ts";
import { eventKey } from "./event-key.ts";
import { type EventItem, toItem } from "./item.ts";
import { itemSizeBytes } from "./item-size.ts";
import { MAX_ITEM_BYTES } from "./limits.ts";
import type { EventKeyRule, SinkEvent, StoredEvent } from "./types.ts";

/** Everything about one write that is known before any request. */
export interface PlannedPut {
  readonly key: string;
  readonly item: EventItem;
  /** As DynamoDB counts the item. */
  readonly sizeBytes: number;
}

/** What a plan depends on besides the event. */
export interface PutRules {
  streamId: string;
  key: EventKeyRule;
  stampReceivedAt: boolean;
  expiresInSeconds: number | undefined;
}

/**
 * Turns an event into the item to put.
 *
 * @throws {InvalidEventError} when the event has no usable key or data
 * @throws {EventTooLargeError} when the item is over 400 KB
 */
export function planPut(event: SinkEvent, rules: PutRules, nowMs: number): PlannedPut {
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
  const item = toItem(stored);
  const sizeBytes = itemSizeBytes(item);
  if (sizeBytes > MAX_ITEM_BYTES) throw new EventTooLargeError(key, sizeBytes);
  return { key, item, sizeBytes };
}

function requireUsable({ data, id, type, receivedAtMs }: SinkEvent): void {
  if (typeof data !== "string" && !isUint8Array(data)) {
    throw new InvalidEventError(`the event's data is ${typeof data}: give text or a Uint8Array`, { key: id });
  }
  for (const [name, value] of Object.entries({ data, id, type })) {
    // Half of a surrogate pair has no UTF-8 form: DynamoDB could not give back what it was handed.
    if (typeof value === "string" && !value.isWellFormed()) {
      throw new InvalidEventError(`the event's ${name} is not well-formed Unicode: give the bytes as data`, {
        key: id,
      });
    }
  }
  if (receivedAtMs !== undefined && !Number.isSafeInteger(receivedAtMs)) {
    throw new InvalidEventError(
      `the event's receivedAtMs is ${receivedAtMs}: give whole epoch milliseconds`,
      { key: id },
    );
  }
}
