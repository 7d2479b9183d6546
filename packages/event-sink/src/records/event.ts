import type { RejectionReason } from "../errors.ts";

/** One event to store. */
export interface SinkEvent {
  /**
   * The event's bytes, or its text (which stands for its UTF-8 bytes). Read once, when `write` is called: the
   * buffer may be reused right after.
   */
  data: Uint8Array | string;
  /** The source's own id, stored as `eventId`; the item's key with `key: "id"`. */
  id?: string | undefined;
  /** Whether `id` was read from `data`, so that the SHA-1 of the data holds it already. Default false: it came beside it. */
  idInData?: boolean | undefined;
  /** The source's name for the kind of event, stored as `eventType`. */
  type?: string | undefined;
  /** When the event came in, in epoch milliseconds; the time of `write` when absent (see `stampReceivedAt`). */
  receivedAtMs?: number | undefined;
}

/** Something that came between the events of a stream, and is none. */
export interface RejectedEvent {
  /** What came: all of it, or its first part when `sizeBytes` says that it had more. */
  data: Uint8Array;
  /** How many bytes it had. Default: those of `data`. */
  sizeBytes?: number | undefined;
  /** Why it is no event: not what its format says, or over the reader's bound. */
  reason: RejectionReason;
  /** The same in words. */
  message: string;
  /** The source's own id, where it could be read: `acknowledged` passes on to it. */
  id?: string | undefined;
  type?: string | undefined;
  /** When it came in, in epoch milliseconds; the time of `reject` when absent. */
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
 * - `"sha1"`: the SHA-1 of what came, as 40 lower-case hexadecimal digits: the event's bytes, and with them its type and
 *   the id that came beside them, where it has those. Two identical messages are one event.
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
