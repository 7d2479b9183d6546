import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DeadLetter } from "./dead-letter.ts";

/** One event to store. */
export interface SinkEvent {
  /**
   * The event's bytes, or its text (which stands for its UTF-8 bytes). Read once, when `write` is called: the
   * buffer may be reused right after.
   */
  data: Uint8Array | string;
  /** The source's own id, stored as `eventId`; the item's key with `key: "id"`. */
  id?: string | undefined;
  /** The source's name for the kind of event, stored as `eventType`. */
  type?: string | undefined;
  /** When the event came in, in epoch milliseconds; the time of `write` when absent (see `stampReceivedAt`). */
  receivedAtMs?: number | undefined;
}

/** An event as it is read back from the table by `fromItem`. */
export interface StoredEvent {
  streamId: string;
  /** The item's sort key. */
  key: string;
  /** Text when the bytes are valid UTF-8, the bytes themselves otherwise. */
  data: Uint8Array | string;
  id?: string;
  type?: string;
  /** Epoch milliseconds. */
  receivedAtMs?: number;
  /** Epoch seconds: when DynamoDB may delete the item. */
  expiresAtSeconds?: number;
}

/**
 * What makes two events the same event, and so the item's sort key.
 *
 * - `"sha1"`: the SHA-1 of the event's bytes as 40 lower-case hexadecimal digits. Two identical messages are one event.
 * - `"id"`: the event's `id`; an event without one is refused.
 * - `{ field }`: what a JSON Pointer names in the event's JSON, text, a number (all its digits) or a boolean, as text.
 * - `{ fields }`: several such fields as the text of a JSON array, in the order given.
 * - a function of the event that returns 1 to 1,024 bytes of text. It must be deterministic.
 */
export type EventKeyRule = "sha1" | "id" | FieldKeyRule | ((event: SinkEvent) => string);

/** One JSON Pointer (RFC 6901), such as `/meta/id`, or 1 to 16 of them. */
export type FieldKeyRule = { readonly field: string } | { readonly fields: readonly string[] };

/**
 * When an event's data is compressed. A compressed item has its data as B and names the `encoding`; the key is always
 * that of the original bytes.
 *
 * - `"oversize"`: only an item that would be over 400 KB, with gzip, when it fits then.
 * - `"auto"`: with gzip, when that saves at least one write unit (1 KB started), and as `"oversize"`.
 * - `"gzip"`, `"zstd"`: when that makes the item smaller at all. zstd needs Node 22.15 or newer, in readers too.
 * - `"none"`: never.
 *
 * Data of over 8 MiB is never compressed, because it would not be decompressed either.
 */
export type CompressRule = "oversize" | "auto" | "gzip" | "zstd" | "none";

/** An event that is durable. */
export interface SettledEvent {
  /** The item's sort key. */
  readonly key: string;
  /** Whether this write added it, found it there, or gave it to the dead-letter store. */
  readonly outcome: "stored" | "duplicate" | "dead-lettered";
  /** Where the dead-letter store has it. */
  readonly location?: string;
  /**
   * Set with a `"duplicate"` that may be this event's own item, since an earlier request for it had an unknown outcome (see
   * `ambiguousDuplicates`).
   */
  readonly ambiguous?: true;
}

/** How far a stream is durable. */
export interface AcknowledgedEvent {
  /** The event's number among the calls of `write`, from 1. */
  readonly sequence: number;
  /** The item's sort key. */
  readonly key: string;
  /** The event's own id, or else that of the last event before it that has one: what the source can be resumed from. */
  readonly id?: string;
}

/**
 * How events are written; neither way can write over an item.
 *
 * - `"put"`: one conditional `PutItem` for each event. Needs `dynamodb:PutItem`; every DynamoDB-compatible table takes it.
 * - `"batch"`: `BatchExecuteStatement` with up to 25 PartiQL `INSERT`s. Needs `dynamodb:PartiQLInsert`. Same write units,
 *   a twelfth of the CPU. The first item that it finds is put once more, where `dynamodb:PutItem` is allowed: that tells
 *   whether the table's key is as it must be.
 * - `"auto"`: `"batch"`, unless the first request is refused; then `"put"`.
 */
export type WriteMode = "auto" | "put" | "batch";

/** What a sink's `mode` has come to. */
export interface WriteModeState {
  /** `"probing"` until the first request of mode `"auto"` has been answered. */
  readonly active: "probing" | "put" | "batch";
  /** Why mode `"auto"` is not writing in batches. */
  readonly fallbackCause?: unknown;
}

/** One request to DynamoDB and the state of the sink after it. */
export interface SinkMetrics {
  readonly operation: "PutItem" | "BatchExecuteStatement";
  /** From the request to its answer, timeout or error. */
  readonly latencyMs: number;
  /** Events in the request. */
  readonly events: number;
  /** Those that it added to the table. */
  readonly stored: number;
  /** Those whose key it found there. */
  readonly duplicates: number;
  /** Those that DynamoDB put off because of too many requests. */
  readonly throttled: number;
  /** Write units, with `returnConsumedCapacity`, where the answer tells them. */
  readonly writeUnits: number | undefined;
  /** Events whose outcome is open. */
  readonly inFlight: number;
  /** Requests that are out. */
  readonly requestsInFlight: number;
  /** Requests that may be out at the moment: `maxRequests`, less after throttling. */
  readonly requestLimit: number;
}

/** How often, and after which pauses, a write is tried again. */
export interface RetryOptions {
  /** Requests per event at most, the first included. Default 10. */
  maxAttempts?: number | undefined;
  /** The first pause is drawn from 0 to this, each later one from twice the range before. Default 50. */
  baseDelayMs?: number | undefined;
  /** No pause is longer than this. Default 5,000. */
  maxDelayMs?: number | undefined;
}

/** Time and chance, as the sink sees them. */
export interface System {
  /** Epoch milliseconds. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Resolves after `ms`; rejects, or resolves early, when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` once after `ms`, unless the returned function has been called before. */
  after(ms: number, callback: () => void): () => void;
}

/** What `createEventSink` takes. */
export interface EventSinkOptions {
  /** The caller's own client: its region, credentials, HTTP handler and middleware are used, its retries are not. */
  client: DynamoDBClient | DynamoDBDocumentClient;
  /** Name or ARN of a table with the key schema of `eventsTable`. */
  tableName: string;
  /** Partition key of every item written: 1 to 2,048 bytes of text. */
  streamId: string;
  /** What makes two events the same. Default `"sha1"`. */
  key?: EventKeyRule | undefined;
  /**
   * Partitions that the stream is spread over, 1 to 100, for streams near the 1,000 write units a second of one. More
   * than one gives `PK` a suffix, `streamId#0` to `streamId#n-1`. Another number means other places: events written
   * before would not be found as duplicates. Default 1.
   */
  shards?: number | undefined;
  /**
   * Where events go that the table cannot take: too large, or without a usable key. They count as durable then.
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
  /** Events that may be on their way at once. Default 1,200: 48 requests of 25. */
  maxInFlight?: number | undefined;
  /** Bytes (as DynamoDB counts items) that may be on their way at once; 409,600 or more. Default 8 MiB. */
  maxInFlightBytes?: number | undefined;
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

/**
 * Counters at one moment. At all times `received = stored + duplicates + deadLettered + failed + inFlight`.
 */
export interface EventSinkStats {
  /** Events that `write` accepted, and events that it refused for what they are (too large, no key). */
  received: number;
  /** Events that this sink has certainly added to the table. */
  stored: number;
  /** Events whose key was already in the table. */
  duplicates: number;
  /**
   * Those of `duplicates` that DynamoDB reported only after an earlier request for the same event had an unknown
   * outcome (its reply was lost, or was a 5xx): the item found may be the event's own. So the sink has added at least
   * `stored` and at most `stored + ambiguousDuplicates` items.
   */
  ambiguousDuplicates: number;
  /** Events that the dead-letter store has taken. */
  deadLettered: number;
  /** Those of `duplicates` that cost no request: the key was remembered, or its first event was in flight. */
  suppressed: number;
  /** Events accepted whose outcome is still open. */
  inFlight: number;
  /** Bytes (as DynamoDB counts items) of the events in flight. */
  inFlightBytes: number;
  /** Requests made. */
  requests: number;
  /** Attempts beyond the first of each event. */
  retries: number;
  /** Attempts that DynamoDB put off because of too many requests. */
  throttled: number;
  /** Write units consumed, as far as answers told them; 0 without `returnConsumedCapacity`. */
  writeUnits: number;
  /** Events that were not confirmed as stored. `flush` names each of them. */
  failed: number;
  /** Bytes (as DynamoDB counts items) of the events in `stored`. */
  storedBytes: number;
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
