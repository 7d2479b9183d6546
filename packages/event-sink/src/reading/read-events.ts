import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DeadLetterReader } from "../dead-letters/dead-letter.ts";
import { ReadAbortedError } from "../errors.ts";
import { MAX_SEGMENT_SPAN_MS } from "../limits.ts";
import type { StoredEvent } from "../records/event.ts";
import { storedData } from "../records/item.ts";
import type { EventSinkOptions } from "../types.ts";
import { eventsInOrder } from "./arrival.ts";
import { follow } from "./follow.ts";
import { readEventsCall } from "./read-option-names.ts";
import {
  type FollowedRange,
  type ReadEventsOptions,
  type ReadRange,
  resolveReadOptions,
} from "./read-options.ts";
import { withoutRepeats } from "./repeats.ts";
import { type Look, storedItems } from "./stored-items.ts";

/**
 * The events of a stream as they were written: decompressed, the shards merged. One page of up to 1 MB per shard is held
 * at a time, and the next one is asked for when that is used up.
 *
 * The order is that of the keys, by their bytes. With `since` or `until` it is that of `receivedAt` (none among events
 * of one millisecond), read from the index that `eventsTable(name, { receivedAtIndex: true })` makes; it lags behind
 * the table by some milliseconds, and events without `receivedAt` are not in it, nor are segments. Dead letters come last, in no order.
 *
 * Segments (mode `"packed"`) are unpacked wherever they are met. With `packed` nothing else is looked for, and the events come in the order
 * in which they arrived, across connections and shards, from `since` on, without an index. An event that two segments have is given once, as long as no more
 * than 100,000 others lie between its copies: connections that overlap, and a source that goes on from a checkpoint, repeat far fewer.
 *
 * With `follow` the reading goes on for ever: what is there comes first, then each event within half a second and a request's time of its being
 * stored, that is within `packDelayMs` and 1 s of its arrival. For that the table is asked every `pollIntervalMs`, from the latest item on, or, if that is earlier, from
 * `packDelayMs` and 1 s before now. What is stored later, after retries or by a slow connection, is found by looking back every 30 s: an event stored no later
 * than `lookBackMs` after its arrival (of a segment: its first event's), clocks' differences and the index's lag included, is seen for certain, within 30 s, one stored later may be
 * missed. Each look gives its events in order; so an event that is found late comes behind later ones. Remembered are the keys of the items that the next
 * look back may meet, so each event comes once; some 150 bytes each.
 *
 * A look takes a read unit for each 8 KB of items, at least half a one for each shard (twice that with `consistentRead`). A
 * packed stream of 30 events and 6 KB a second takes 4 units a second for its two looks and 8 for looking back by five minutes: some $4 a month at
 * $0.125 per million; an idle one $0.33 for each shard. A longer `pollIntervalMs` and a shorter `lookBackMs` take less.
 *
 * Without `follow`, of events that are written meanwhile those that sort behind the reading are seen, the others are not. What other programs keep in
 * the stream's partition, items without `data`, is passed over.
 *
 * @throws {InvalidOptionsError} at once, when an option is not usable
 * @throws {MissingIndexError} for `since`, `until` or `follow` without `packed`, on a table without the index
 * @throws {EventReadError} when DynamoDB refuses or does not answer; `cause` is the SDK's error, after its own retries
 * @throws {InvalidItemError} when an item with `data` is not an event
 * @throws {UnsupportedEncodingError} when this Node cannot decompress an event
 * @throws {ReadAbortedError} when `signal` aborts
 */
export function readEvents(
  client: EventSinkOptions["client"],
  options: ReadEventsOptions,
): AsyncIterable<StoredEvent> {
  const range = resolveReadOptions(client, options, readEventsCall(options));
  // A document client sends its client's commands as they are.
  return { [Symbol.asyncIterator]: () => readRange(client as DynamoDBClient, range) };
}

async function* readRange(client: DynamoDBClient, range: ReadRange): AsyncGenerator<StoredEvent> {
  const { signal, deadLetters } = range;
  const ended = new AbortController();
  const abortSignal = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  const look = {
    client,
    abortSignal,
    fromMs: range.packed ? range.firstMs - MAX_SEGMENT_SPAN_MS : range.firstMs,
  };
  try {
    yield* withoutRepeats(eventsOf({ ...look, range }));
    if (deadLetters !== undefined) yield* readDeadLetters(deadLetters, range, abortSignal);
  } catch (error) {
    throw signal?.aborted ? new ReadAbortedError(signal.reason) : error;
  } finally {
    ended.abort();
  }
}

function eventsOf(look: Look): AsyncGenerator<StoredEvent> {
  const { range } = look;
  return isFollowed(range) ? follow({ ...look, range }) : eventsInOrder(storedItems(look), range);
}

function isFollowed(range: ReadRange): range is FollowedRange {
  return range.follow !== undefined;
}

async function* readDeadLetters(
  deadLetters: DeadLetterReader,
  { streamId, firstMs, lastMs }: ReadRange,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent> {
  for await (const record of deadLetters.read(streamId, signal)) {
    signal.throwIfAborted();
    const { key, data, id, type, receivedAtMs, reason } = record;
    if (reason !== "EVENT_TOO_LARGE" || receivedAtMs < firstMs || receivedAtMs > lastMs) continue;
    yield {
      streamId,
      key,
      data: storedData(data),
      ...(id !== undefined && { id }),
      ...(type !== undefined && { type }),
      receivedAtMs,
    };
  }
}
