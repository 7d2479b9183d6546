import type { EventTooLargeError, InvalidEventError, RejectionReason } from "../errors.ts";

/** An event that the table cannot take, or something between events that is none: whole, unless `sizeBytes` says otherwise. */
export interface DeadLetterRecord {
  readonly streamId: string;
  /**
   * The event's key; of an event without a usable one, the SHA-1 of its id, type and data. With the stream id it names
   * the record: the same event always makes the same name.
   */
  readonly key: string;
  /** The event's bytes; those of its UTF-8 form when it was text. */
  readonly data: Uint8Array;
  /** How many bytes there were, when `data` is only the first of them. */
  readonly sizeBytes?: number;
  readonly id?: string;
  readonly type?: string;
  /** Epoch milliseconds: the event's own, or else the time of `write`. */
  readonly receivedAtMs: number;
  /** Why the event is not in the table: the `code` and the message of the error that it would have been. */
  readonly reason: DeadLetterReason;
  readonly message: string;
}

/** Why an event is not in the table. */
export type DeadLetterReason = EventTooLargeError["code"] | InvalidEventError["code"] | RejectionReason;

/** Where events go that the table cannot take. */
export interface DeadLetter {
  /**
   * Keeps the record durably, unless one of the same stream id and key is there already, and says where. A rejection is
   * tried again when it is one that the SDK, Node or undici give for throttling, 5xx or a lost connection; any other
   * fails the event.
   *
   * @param signal aborts when the attempt has taken too long, or with the sink's own signal
   */
  put(record: DeadLetterRecord, signal: AbortSignal): Promise<{ readonly location: string }>;
}

/** What a dead-letter store has of a stream. */
export interface DeadLetterReader {
  /** The records of the stream, in any order. */
  read(streamId: string, signal?: AbortSignal): AsyncIterable<DeadLetterRecord>;
}
