import type { StoreOperation } from "../table/store.ts";

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

/** One request to DynamoDB and the state of the sink after it. */
export interface SinkMetrics {
  readonly operation: StoreOperation;
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
  /** Bytes (as DynamoDB counts items) of the events in flight; a dead letter counts a 64th of `maxInFlightBytes` at least. */
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
