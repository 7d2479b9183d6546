import { DEFAULT_MAX_FRAME_BYTES } from "@unbounded-streams/stream-reader";
import { MAX_COMPARED_CHARS, MAX_COMPARED_EVENTS, MAX_OVERLAP_KEYS } from "../limits.ts";

/** What the seats of a carrier may keep in memory. */
export interface SeatBounds {
  /** Bytes on their way to the table, of all seats together. */
  readonly sharedBytes: number;
  /** The longest frame of a seat's stream, in bytes, where no other is configured. */
  readonly maxFrameBytes: number;
  /** Keys that a seat's sink remembers. */
  readonly rememberKeys: number;
  /** Events of a handover that a seat remembers. */
  readonly overlapKeys: number;
  /** Events that a seat compares with those of its next connection. */
  readonly comparedEvents: number;
}

const MIB = 1024 * 1024;

/** The smallest function, of which a single stream's bounds were made. */
export const DEFAULT_MEMORY_BYTES = 128 * MIB;

/** Of the memory, what all seats together may use for each purpose. */
const SHARE = { sink: 1 / 16, frames: 1 / 8, keys: 1 / 16, overlap: 1 / 32, compared: 1 / 32 };

/** Bytes that one of them takes, as measured, and at most for text to compare, of two connections. */
const KEY_BYTES = 150;
const OVERLAP_BYTES = 250;
const COMPARED_BYTES = 2 * MAX_COMPARED_CHARS;

/** An item of DynamoDB has 400 KB at most, and JSON of it is a little longer. */
const LEAST_MAX_FRAME_BYTES = 512 * 1024;

/** What a sink remembers that is alone. */
const MOST_KEYS = 10_000;

/** Enough to tell that a source's ids change with each connection. */
const LEAST_COMPARED_EVENTS = 16;

/** Divides a function's memory among its seats; each has at most what a stream has that is alone. */
export function seatBounds(memoryBytes: number, seats: number): SeatBounds {
  const each = (share: number, bytes: number) => Math.floor((memoryBytes * share) / seats / bytes);
  return {
    sharedBytes: Math.floor(memoryBytes * SHARE.sink),
    maxFrameBytes: within(LEAST_MAX_FRAME_BYTES, each(SHARE.frames, 1), DEFAULT_MAX_FRAME_BYTES),
    rememberKeys: within(0, each(SHARE.keys, KEY_BYTES), MOST_KEYS),
    overlapKeys: within(1, each(SHARE.overlap, OVERLAP_BYTES), MAX_OVERLAP_KEYS),
    comparedEvents: within(LEAST_COMPARED_EVENTS, each(SHARE.compared, COMPARED_BYTES), MAX_COMPARED_EVENTS),
  };
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
