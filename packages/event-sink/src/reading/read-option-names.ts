import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { LAYOUT_OPTIONS } from "../options/sink-option-names.ts";
import type { ReadCall, ReadEventsOptions, ReadSegmentsOptions } from "./read-options.ts";

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

/** A call of `readEvents`. */
export function readEventsCall(options: ReadEventsOptions): ReadCall {
  return { caller: "readEvents", unknown: unknownOptions(options, READ_EVENTS_OPTIONS) };
}

/** A call of `readSegments`. */
export function readSegmentsCall(options: ReadSegmentsOptions): ReadCall {
  return { caller: "readSegments", unknown: unknownOptions(options, READ_SEGMENTS_OPTIONS) };
}
