import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { LAYOUT_OPTIONS } from "../options/sink-option-names.ts";
import type { ReadEventsOptions } from "./read-options.ts";
import type { ReadSegmentsOptions } from "./read-segments.ts";

const READ_SEGMENTS_OPTIONS: OptionNames<ReadSegmentsOptions> = {
  ...LAYOUT_OPTIONS,
  tableName: true,
  streamId: true,
  shards: true,
  since: true,
  until: true,
  consistentRead: true,
  pageSize: true,
  signal: true,
};

const READ_EVENTS_OPTIONS: OptionNames<ReadEventsOptions> = {
  ...READ_SEGMENTS_OPTIONS,
  packed: true,
  deadLetters: true,
  follow: true,
  pollIntervalMs: true,
  packDelayMs: true,
  lookBackMs: true,
  system: true,
};

/** A call that reads: its function, and what it is given that is no option of that. */
export interface ReadCall {
  readonly caller: "readEvents" | "readSegments";
  readonly unknown: readonly string[];
}

/** A call of `readEvents`. */
export function readEventsCall(options: ReadEventsOptions): ReadCall {
  return { caller: "readEvents", unknown: unknownOptions(options, READ_EVENTS_OPTIONS) };
}

/** A call of `readSegments`. */
export function readSegmentsCall(options: ReadSegmentsOptions): ReadCall {
  return { caller: "readSegments", unknown: unknownOptions(options, READ_SEGMENTS_OPTIONS) };
}
