import type { System } from "@unbounded-streams/dynamodb-request";
import type { DeadLetter } from "./dead-letters/dead-letter.ts";
import type { CompressRule, EventKeyRule, RejectedEvent, SinkEvent } from "./records/event.ts";
import type { AttributesRule } from "./records/further-attributes.ts";
import type { TableLayoutOptions } from "./records/table-layout.ts";
import type { TableClient } from "./table/send-once.ts";
import type { WriteMode, WriteModeState } from "./table/write-mode.ts";
import type { ByteBudget } from "./writing/byte-budget.ts";
import type { AcknowledgedEvent, EventSinkStats, SettledEvent, SinkMetrics } from "./writing/outcome.ts";

/** How often, and after which pauses, a write is tried again. */
export interface RetryOptions {
  /** Requests per event at most, the first included. Default 10. */
  maxAttempts?: number | undefined;
  /** The first pause is drawn from 0 to this, each later one from twice the range before. Default 50. */
  baseDelayMs?: number | undefined;
  /** No pause is longer than this. Default 5,000. */
  maxDelayMs?: number | undefined;
}

/** What `createEventSink` takes. */
export interface EventSinkOptions extends TableLayoutOptions {
  /** The caller's own client: its region, credentials, HTTP handler and middleware are used, its retries are not. */
  client: TableClient;
  /** Name or ARN of a table with a partition and a sort key, both of type S, as `eventsTable` makes it. */
  tableName: string;
  /** Partition key of every item written, after `partitionPrefix`: 1 to 2,048 bytes of text with that. */
  streamId: string;
  /**
   * Attributes of each item beside the sink's own, as the low-level client takes them, such as `{ entity: { S: "event" } }`: the same for all, or a
   * function of the event. They count towards its size. An event for which the function gives an attribute of the sink's own, or throws, is
   * refused as one without a key. With mode `"packed"` the events of a segment share them: one that has others begins the next segment. Default: none.
   */
  attributes?: AttributesRule | undefined;
  /** What makes two events the same. Default `"sha1"`. */
  key?: EventKeyRule | undefined;
  /**
   * Partitions that the stream is spread over, 1 to 100, for streams near the 1,000 write units a second of one. More
   * than one gives `PK` a suffix, `streamId#0` to `streamId#n-1`. Another number means other places: events written
   * before would not be found as duplicates. Default 1.
   */
  shards?: number | undefined;
  /**
   * Where events go that the table cannot take: too large, without a usable key, or none (`reject`). They count as durable then.
   * Up to 16 are put at once, each attempt may take 30 s, and `retry` holds. Default: such an event is refused by
   * `write`.
   */
  deadLetter?: DeadLetter | undefined;
  /** When data is compressed. Default `"oversize"`: `data` is text as long as it fits. */
  compress?: CompressRule | undefined;
  /** Whether an event without `receivedAtMs` gets the time of `write` as its `receivedAt`. Default true. */
  stampReceivedAt?: boolean | undefined;
  /** Sets `expiresAt` this many seconds after the event came in, for DynamoDB's TTL. Default: no `expiresAt`. */
  expiresInSeconds?: number | undefined;
  /** How events are written. Default `"auto"`. */
  mode?: WriteMode | undefined;
  /**
   * With mode `"packed"`: how long an event waits for others in its segment at most, in milliseconds, up to 60,000. Default 1,000. An event is durable
   * when its segment is.
   */
  packDelayMs?: number | undefined;
  /**
   * Requests that may be out at once. Default 48, below the 50 sockets that the SDK opens by default. Throttling halves what
   * may be out, success raises it again.
   */
  maxRequests?: number | undefined;
  /**
   * With batches: how long an event may wait for others to share its request, in milliseconds. Only events that come while a
   * request is out wait; a lone one leaves at once. Default 5.
   */
  lingerMs?: number | undefined;
  /**
   * How many keys that are known to be in the table are remembered at most (half of them for sure), so that an event that comes again is dropped before it
   * costs a request. Default 10,000 (some 1.5 MB with the default key); 0 for none.
   */
  rememberKeys?: number | undefined;
  /** Whether to ask DynamoDB for the write units consumed, for `stats` and `onMetrics`. Default false. */
  returnConsumedCapacity?: boolean | undefined;
  /** Events that may be on their way at once. Default 1,200: 48 requests of 25; 10,000 with mode `"packed"`. */
  maxInFlight?: number | undefined;
  /** Bytes (as DynamoDB counts items) that may be on their way at once; 409,600 or more. Default 8 MiB. */
  maxInFlightBytes?: number | undefined;
  /** What the sink's bytes on their way are taken from, besides, when several sinks are bounded together. Default: nothing. */
  shared?: ByteBudget | undefined;
  /** How long one request may take before it counts as lost and is tried again, in milliseconds. Default 5,000. */
  attemptTimeoutMs?: number | undefined;
  retry?: RetryOptions | undefined;
  /** Told of each event that is durable, once, in the order in which DynamoDB answers. It must not throw. */
  onSettled?: ((settled: SettledEvent) => void) | undefined;
  /** Told of each step of `acknowledged`. It must not throw. */
  onAcknowledged?: ((event: AcknowledgedEvent) => void) | undefined;
  /** Told of each request once it is over. It must not throw. */
  onMetrics?: ((metrics: SinkMetrics) => void) | undefined;
  /** Ends the sink at once: requests and pauses are cut short, and their events reported as failed. */
  signal?: AbortSignal | undefined;
  /** Replaces the real clock, timers or randomness, for tests and simulations. */
  system?: Partial<System> | undefined;
}

/** A bounded, pipelined, idempotent writer of one stream's events. */
export interface EventSink {
  /**
   * Hands over one event. Resolves once it is accepted, that is on its way within the bounds; waits while a bound is
   * reached, in the order of the calls. Accepted is not durable: see `flush`. A rejection that nobody looks at is not
   * an unhandled rejection, because `flush` reports it again.
   *
   * @throws {InvalidEventError} when the event has no usable key or data; the sink goes on, `flush` names the event
   * @throws {EventTooLargeError} when the item would be over 400 KB, before any request; the sink goes on
   * @throws {EventWriteError} the first write that failed, when one did: this event was not written
   * @throws {DeadLetterError} the same, when the dead-letter store failed
   * @throws {SinkAbortedError} when `signal` has aborted: this event was not written
   */
  write(event: SinkEvent): Promise<void>;
  /**
   * Gives something that is no event its place in the order, and keeps it in the dead-letter store; waits as `write` does.
   * It is counted as an event that the table cannot take: `acknowledged` passes it once it is kept.
   *
   * @throws {EventRejectedError} without a dead-letter store; the sink goes on, `flush` names it, `acknowledged` stays before
   * @throws {EventWriteError} {DeadLetterError} {SinkAbortedError} as `write`
   */
  reject(rejected: RejectedEvent): Promise<void>;
  /**
   * Resolves when every event written before the call is durable. Writes that wait for a bound are included.
   *
   * @throws {FlushError} when any event of this sink was not confirmed as stored, each named with its cause; so does
   * every later `flush` of this sink
   */
  flush(): Promise<void>;
  /**
   * The last event before which, itself included, everything that was written is durable, whatever order the writes finished
   * in. It only moves on, and for good stops before an event that was refused or failed. Undefined before the first.
   */
  readonly acknowledged: AcknowledgedEvent | undefined;
  /** How events are written, and why not in batches. */
  readonly mode: WriteModeState;
  /** A snapshot, made at each access. */
  readonly stats: EventSinkStats;
}
