import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { EventReadError, MissingIndexError } from "../errors.ts";
import { canBeEvent, type EventItem } from "../records/item.ts";
import { segmentStartMs } from "../records/segment.ts";
import { partitionKeys } from "../records/shards.ts";
import { describeKeys } from "../records/table-layout.ts";
import { RECEIVED_AT_INDEX } from "../table/events-table.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { queryOf } from "./query.ts";
import type { ReadRange } from "./read-options.ts";

/** One look at a stream. */
export interface Look {
  readonly client: DynamoDBClient;
  readonly range: ReadRange;
  /** The first time of an item, where items are read by their times. */
  readonly fromMs: number;
  readonly abortSignal: AbortSignal;
}

/** The items of a stream, its shards merged, in the order of their times or else of their keys. */
export function storedItems(look: Look): AsyncGenerator<EventItem> {
  const { streamId, shards, usesIndex, layout } = look.range;
  const partitions = partitionKeys(layout.partitionPrefix + streamId, shards).map((partition) =>
    readPartition(look, partition),
  );
  return mergeSorted(partitions, usesIndex ? byReceivedAt : byKey(look.range));
}

/** The time that an item is sorted by, in epoch milliseconds: of a segment that of its first event. */
export function itemTimeMs(item: EventItem, range: ReadRange): number {
  return range.usesIndex ? receivedAtMs(item) : segmentStartMs(sortKeyOf(item, range));
}

export function sortKeyOf(item: EventItem, { layout }: ReadRange): string {
  return item[layout.keys.sort]?.S ?? "";
}

function readPartition(look: Look, partition: string): AsyncGenerator<EventItem> {
  return queriedItems(look, queryOf(look.range, partition, look.fromMs));
}

/** The items that a query finds, page by page, without those that are no events. */
export async function* queriedItems(
  { client, range, abortSignal }: Omit<Look, "fromMs">,
  query: QueryCommandInput,
): AsyncGenerator<EventItem> {
  let input: QueryCommandInput | undefined = query;
  while (input !== undefined) {
    abortSignal.throwIfAborted();
    const page: QueryCommandOutput = await client
      .send(new QueryCommand(input), { abortSignal })
      .catch((cause) => {
        throw readError(range, cause);
      });
    for (const item of page.Items ?? []) {
      abortSignal.throwIfAborted();
      if (canBeEvent(item, range.layout)) yield item;
    }
    const { LastEvaluatedKey: last } = page;
    input = last && { ...input, ExclusiveStartKey: last };
  }
}

function readError({ tableName, usesIndex, layout }: ReadRange, cause: unknown): Error {
  const refused = cause instanceof Error && cause.name === "ValidationException";
  if (usesIndex && refused && /index/i.test(cause.message))
    return new MissingIndexError(tableName, RECEIVED_AT_INDEX, cause);
  return new EventReadError(tableName, cause, describeKeys(layout.keys));
}

function byKey(range: ReadRange): (one: EventItem, other: EventItem) => number {
  const bytesOf = (item: EventItem) => Buffer.from(sortKeyOf(item, range));
  return (one, other) => Buffer.compare(bytesOf(one), bytesOf(other));
}

function byReceivedAt(one: EventItem, other: EventItem): number {
  return receivedAtMs(one) - receivedAtMs(other);
}

function receivedAtMs({ receivedAt }: EventItem): number {
  return Number(receivedAt?.N ?? 0);
}
