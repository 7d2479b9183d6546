import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ReadAbortedError } from "../errors.ts";
import { SEGMENTS_PER_PAGE } from "../limits.ts";
import type { StoredEvent } from "../records/event.ts";
import { eventsOf, isSegment, segmentStartMs } from "../records/segment.ts";
import { partitionKeys } from "../records/shards.ts";
import type { EventSinkOptions } from "../types.ts";
import { queryOf } from "./query.ts";
import { readSegmentsCall } from "./read-option-names.ts";
import { type ReadRange, type ReadSegmentsOptions, resolveReadOptions } from "./read-options.ts";
import { queriedItems, sortKeyOf } from "./stored-items.ts";

/** Events that were written as one item. */
export interface StoredSegment {
  /** The time of its first event, in epoch milliseconds. */
  readonly startMs: number;
  /** In the order in which they came. */
  readonly events: readonly StoredEvent[];
}

/**
 * The segments of a stream that is written packed, the newest first, for each shard by itself: as they are, so that an event which two connections
 * have both received is in two of them. Of a shard no more is read than is asked for, 50 segments at a time. Segments whose first event came from `since` on,
 * and before `until`.
 *
 * @throws {InvalidOptionsError} at once, when an option is not usable
 * @throws {EventReadError} while reading, as are the next ones: DynamoDB refuses or does not answer
 * @throws {InvalidItemError} {UnsupportedEncodingError} {ReadAbortedError} as `readEvents`
 */
export function readSegments(
  client: EventSinkOptions["client"],
  options: ReadSegmentsOptions,
): AsyncIterable<StoredSegment>[] {
  const given = { pageSize: SEGMENTS_PER_PAGE, ...options };
  const range = resolveReadOptions(client, { ...given, packed: true }, readSegmentsCall(options));
  const { streamId, shards, layout } = range;
  return partitionKeys(layout.partitionPrefix + streamId, shards).map((partition) => ({
    // A document client sends its client's commands as they are.
    [Symbol.asyncIterator]: () => newestFirst(client as DynamoDBClient, range, partition),
  }));
}

async function* newestFirst(
  client: DynamoDBClient,
  range: ReadRange,
  partition: string,
): AsyncGenerator<StoredSegment> {
  const { signal = new AbortController().signal, layout, firstMs } = range;
  const query = { ...queryOf(range, partition, firstMs), ScanIndexForward: false };
  try {
    for await (const item of queriedItems({ client, range, abortSignal: signal }, query)) {
      if (!isSegment(item)) continue;
      yield { startMs: segmentStartMs(sortKeyOf(item, range)), events: eventsOf(item, layout) };
    }
  } catch (error) {
    throw signal.aborted ? new ReadAbortedError(signal.reason) : error;
  }
}
