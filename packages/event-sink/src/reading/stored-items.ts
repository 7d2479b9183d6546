import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { EventReadError, MissingIndexError } from "../errors.ts";
import { type EventItem, hasData } from "../records/item.ts";
import { segmentStartMs } from "../records/segment.ts";
import { partitionKeys } from "../records/shards.ts";
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
  const { streamId, shards, usesIndex } = look.range;
  const partitions = partitionKeys(streamId, shards).map((partition) => readPartition(look, partition));
  return mergeSorted(partitions, usesIndex ? byReceivedAt : byKey);
}

/** The time that an item is sorted by, in epoch milliseconds: of a segment that of its first event. */
export function itemTimeMs(item: EventItem, { usesIndex }: Pick<ReadRange, "usesIndex">): number {
  return usesIndex ? receivedAtMs(item) : segmentStartMs(item);
}

async function* readPartition(
  { client, range, fromMs, abortSignal }: Look,
  partition: string,
): AsyncGenerator<EventItem> {
  let input: QueryCommandInput | undefined = queryOf(range, partition, fromMs);
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
  return receivedAtMs(one) - receivedAtMs(other);
}

function receivedAtMs({ receivedAt }: EventItem): number {
  return Number(receivedAt?.N ?? 0);
}
