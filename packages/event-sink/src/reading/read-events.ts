import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { DeadLetterReader } from "../dead-letters/dead-letter.ts";
import { EventReadError, MissingIndexError, ReadAbortedError } from "../errors.ts";
import { MAX_SEGMENT_SPAN_MS } from "../limits.ts";
import type { StoredEvent } from "../records/event.ts";
import { type EventItem, hasData, storedData } from "../records/item.ts";
import { eventsOfItem, segmentKeyFrom } from "../records/segment.ts";
import { partitionKeys } from "../records/shards.ts";
import { RECEIVED_AT_INDEX } from "../table/events-table.ts";
import type { EventSinkOptions } from "../types.ts";
import { inOrderOfArrival } from "./arrival.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { type ReadEventsOptions, type ReadRange, resolveReadOptions } from "./read-options.ts";
import { withoutRepeats } from "./repeats.ts";

/**
 * The events of a stream as they were written: decompressed, the shards merged. One page of up to 1 MB per shard is held
 * at a time, and the next one is asked for when that is used up.
 *
 * The order is that of the keys, by their bytes. With `since` or `until` it is that of `receivedAt` (none among events
 * of one millisecond), read from the index that `eventsTable(name, { receivedAtIndex: true })` makes; it lags behind
 * the table by some milliseconds, and events without `receivedAt` are not in it. Dead letters come last, in no order.
 *
 * Segments (mode `"packed"`) are unpacked wherever they are met. With `packed` nothing else is looked for, and the events come in the order
 * in which they arrived, across connections and shards, from `since` on, without an index. An event that two segments have is given once, as long as no more
 * than 100,000 others lie between its copies: connections that overlap, and a source that goes on from a checkpoint, repeat far fewer.
 *
 * Of events that are written meanwhile, those that sort behind the reading are seen, the others are not. What other programs keep in
 * the stream's partition, items without `data`, is passed over.
 *
 * @throws {InvalidOptionsError} at once, when an option is not usable
 * @throws {MissingIndexError} for `since` or `until` on a table without the index
 * @throws {EventReadError} when DynamoDB refuses or does not answer; `cause` is the SDK's error, after its own retries
 * @throws {InvalidItemError} when an item with `data` is not an event
 * @throws {UnsupportedEncodingError} when this Node cannot decompress an event
 * @throws {ReadAbortedError} when `signal` aborts
 */
export function readEvents(
  client: EventSinkOptions["client"],
  options: ReadEventsOptions,
): AsyncIterable<StoredEvent> {
  const range = resolveReadOptions(client, options);
  // A document client sends its client's commands as they are.
  return { [Symbol.asyncIterator]: () => readRange(client as DynamoDBClient, range) };
}

async function* readRange(client: DynamoDBClient, range: ReadRange): AsyncGenerator<StoredEvent> {
  const { streamId, shards, signal, deadLetters } = range;
  const ended = new AbortController();
  const abortSignal = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  const partitions = partitionKeys(streamId, shards).map((partition) =>
    readPartition(client, { range, partition, abortSignal }),
  );
  const items = mergeSorted(partitions, range.usesIndex ? byReceivedAt : byKey);
  try {
    yield* withoutRepeats(range.packed ? inOrderOfArrival(items, range) : unpacked(items));
    if (deadLetters !== undefined) yield* readDeadLetters(deadLetters, range, abortSignal);
  } catch (error) {
    throw signal?.aborted ? new ReadAbortedError(signal.reason) : error;
  } finally {
    ended.abort();
  }
}

async function* readPartition(
  client: DynamoDBClient,
  { range, partition, abortSignal }: { range: ReadRange; partition: string; abortSignal: AbortSignal },
): AsyncGenerator<EventItem> {
  let input: QueryCommandInput | undefined = queryOf(range, partition);
  while (input !== undefined) {
    abortSignal.throwIfAborted();
    const page: QueryCommandOutput = await client
      .send(new QueryCommand(input), { abortSignal })
      .catch((cause) => {
        throw readError(range, cause);
      });
    for (const item of page.Items ?? []) {
      abortSignal.throwIfAborted();
      if (hasData(item)) yield item;
    }
    const { LastEvaluatedKey: last } = page;
    input = last && { ...input, ExclusiveStartKey: last };
  }
}

async function* unpacked(items: AsyncIterable<EventItem>): AsyncGenerator<StoredEvent> {
  for await (const item of items) yield* eventsOfItem(item);
}

function queryOf(range: ReadRange, partition: string): QueryCommandInput {
  const { tableName, firstMs, lastMs, consistentRead, pageSize, packed } = range;
  const query = { TableName: tableName, ...(pageSize !== undefined && { Limit: pageSize }) };
  const partitionValue = { ":partition": { S: partition } };
  if (packed) {
    const keys = {
      ":first": { S: segmentKeyFrom(firstMs - MAX_SEGMENT_SPAN_MS) },
      ":last": { S: segmentKeyFrom(lastMs + 1) },
    };
    return {
      ...query,
      ConsistentRead: consistentRead,
      KeyConditionExpression: "PK = :partition AND SK BETWEEN :first AND :last",
      ExpressionAttributeValues: { ...partitionValue, ...keys },
    };
  }
  if (!range.usesIndex) {
    return {
      ...query,
      ConsistentRead: consistentRead,
      KeyConditionExpression: "PK = :partition",
      ExpressionAttributeValues: partitionValue,
    };
  }
  const times = { ":first": { N: String(firstMs) }, ":last": { N: String(lastMs) } };
  return {
    ...query,
    IndexName: RECEIVED_AT_INDEX,
    KeyConditionExpression: "PK = :partition AND receivedAt BETWEEN :first AND :last",
    ExpressionAttributeValues: { ...partitionValue, ...times },
  };
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

function readError({ tableName, usesIndex }: ReadRange, cause: unknown): Error {
  const refused = cause instanceof Error && cause.name === "ValidationException";
  if (usesIndex && refused && /index/i.test(cause.message))
    return new MissingIndexError(tableName, RECEIVED_AT_INDEX, cause);
  return new EventReadError(tableName, cause);
}

function byKey(one: EventItem, other: EventItem): number {
  return Buffer.compare(Buffer.from(one.SK?.S ?? ""), Buffer.from(other.SK?.S ?? ""));
}

function byReceivedAt(one: EventItem, other: EventItem): number {
  return Number(one.receivedAt?.N ?? 0) - Number(other.receivedAt?.N ?? 0);
}
