import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  createItemReader,
  type EventItem,
  InvalidItemError,
  RECEIVED_AT_INDEX,
  readSegments,
  type StoredEvent,
  type StoredSegment,
  type TableLayoutOptions,
  UnsupportedEncodingError,
} from "@unbounded-streams/event-sink";
import { IndexMissingError, ReadFailedError, type WatchError } from "../errors.ts";
import { MAX_TAIL_EVENTS, MAX_TAIL_SEGMENTS, TAIL_TIMEOUT_MS } from "../limits.ts";
import { type ReadTarget, readFailure } from "./read-failure.ts";

/** A table of events: where it is, and how it is laid out. */
export interface NamedEvents extends TableLayoutOptions {
  readonly client: DynamoDBClient;
  /** Name or ARN. */
  readonly tableName: string;
  /** Partitions that each stream is spread over. Default 1. */
  readonly shards?: number | undefined;
}

/** Which events are wanted. Moments are epoch milliseconds. */
export interface EventSpan {
  readonly streamId: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Segments that one request reads: few have all the events that are shown. */
const SEGMENTS_AT_ONCE = 4;

/** Reads of the events that came last, which take the same few requests however many there are. */
export class EventReader {
  private readonly events: NamedEvents;
  private readonly target: ReadTarget & { readonly tableName: string };
  private readonly eventsOf: (item: EventItem) => StoredEvent[];

  constructor(events: NamedEvents) {
    this.events = events;
    this.eventsOf = createItemReader(events);
    this.target = {
      ...{ what: `the events of ${events.tableName}`, tableName: events.tableName, flag: "--events-table" },
      actions: `dynamodb:Query on the table and its index ${RECEIVED_AT_INDEX}`,
    };
  }

  /**
   * The last events that are packed, `MAX_TAIL_EVENTS` of each shard or some more, and no more than `MAX_TAIL_SEGMENTS` hold; none when none is.
   * Of a shard with a segment that cannot be read those that came after it.
   *
   * @throws {WatchError}
   */
  async *packed({ streamId, sinceMs, untilMs }: EventSpan, signal: AbortSignal): AsyncGenerator<StoredEvent> {
    const { client, tableName, shards, keys, partitionPrefix } = this.events;
    try {
      const options = { tableName, streamId, shards, keys, partitionPrefix, signal };
      const span = { since: Math.max(0, sinceMs), until: untilMs, pageSize: SEGMENTS_AT_ONCE };
      for (const segments of readSegments(client, { ...options, ...span })) {
        const seen = new Set<string>();
        let count = 0;
        for await (const { startMs, events } of readable(segments)) {
          for (const event of events) yield { ...event, receivedAtMs: event.receivedAtMs ?? startMs };
          for (const { key } of events) seen.add(key);
          count += 1;
          if (seen.size >= MAX_TAIL_EVENTS || count === MAX_TAIL_SEGMENTS) break;
        }
      }
    } catch (error) {
      throw this.failure(error);
    }
  }

  /**
   * The last events that are kept one by one, `MAX_TAIL_EVENTS` of each shard at most. One that cannot be read is left out.
   *
   * @throws {IndexMissingError} when nobody can tell which those are
   * @throws {WatchError}
   */
  async *single(span: EventSpan, signal: AbortSignal): AsyncGenerator<StoredEvent> {
    for (const partition of partitionsOf(span.streamId, this.events)) {
      for (const item of await this.lastItems(partition, span, signal)) yield* this.readable(item);
    }
  }

  /** What becomes of a look to which DynamoDB has not answered in time. */
  lateFailure(): WatchError {
    return new ReadFailedError(
      this.target.what,
      new Error(`there was no answer within ${TAIL_TIMEOUT_MS} ms`),
    );
  }

  private async lastItems(
    partition: string,
    { sinceMs, untilMs }: EventSpan,
    abortSignal: AbortSignal,
  ): Promise<EventItem[]> {
    const { client, tableName, keys } = this.events;
    const query = new QueryCommand({
      ...{ TableName: tableName, IndexName: RECEIVED_AT_INDEX, ScanIndexForward: false },
      Limit: MAX_TAIL_EVENTS,
      KeyConditionExpression: "#partition = :partition AND receivedAt BETWEEN :first AND :last",
      ExpressionAttributeNames: { "#partition": keys?.partition ?? "PK" },
      ExpressionAttributeValues: {
        ":partition": { S: partition },
        ":first": { N: String(Math.max(0, Math.floor(sinceMs))) },
        ":last": { N: String(Math.floor(untilMs)) },
      },
    });
    try {
      const { Items = [] } = await client.send(query, { abortSignal });
      return Items;
    } catch (error) {
      throw this.failure(error);
    }
  }

  private readable(item: EventItem): StoredEvent[] {
    try {
      return this.eventsOf(item);
    } catch {
      return [];
    }
  }

  private failure(error: unknown): WatchError {
    const { tableName } = this.target;
    const isRefused = error instanceof Error && error.name === "ValidationException";
    if (isRefused && /index/i.test(error.message) && !/backfill/i.test(error.message)) {
      return new IndexMissingError(tableName, RECEIVED_AT_INDEX, error);
    }
    if (isRefused) return new ReadFailedError(`${this.target.what} (see --partition-key)`, error);
    return readFailure(error, this.target);
  }
}

/** The segments up to the first that cannot be read: it says so each time, and those that came after it are wanted all the same. */
async function* readable(segments: AsyncIterable<StoredSegment>): AsyncGenerator<StoredSegment> {
  try {
    yield* segments;
  } catch (error) {
    if (!(error instanceof InvalidItemError || error instanceof UnsupportedEncodingError)) throw error;
  }
}

function partitionsOf(streamId: string, { shards = 1, partitionPrefix = "" }: NamedEvents): string[] {
  const name = partitionPrefix + streamId;
  return shards === 1 ? [name] : Array.from({ length: shards }, (_, shard) => `${name}#${shard}`);
}
