import { MAX_TIMER_MS, type System, whole } from "@unbounded-streams/dynamodb-request";
import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import type { DeadLetterReader } from "../dead-letters/dead-letter.ts";
import { InvalidOptionsError } from "../errors.ts";
import {
  DEFAULT_LOOK_BACK_MS,
  DEFAULT_PACK_DELAY_MS,
  DEFAULT_POLL_INTERVAL_MS,
  FOLLOW_MARGIN_MS,
  MAX_SEGMENT_SPAN_MS,
} from "../limits.ts";
import { shardIssues } from "../options/record-issues.ts";
import { destinationIssues } from "../options/sink-options.ts";
import { type TableLayout, type TableLayoutOptions, tableLayout } from "../records/table-layout.ts";
import type { EventSinkOptions } from "../types.ts";
import type { FollowPolicy } from "./follow-progress.ts";

/** What `readEvents` takes besides the client. */
export interface ReadEventsOptions extends TableLayoutOptions {
  /** Name or ARN of the table. */
  tableName: string;
  /** The stream's id, without a shard's number. */
  streamId: string;
  /** As the stream is written. Default 1. */
  shards?: number | undefined;
  /**
   * Whether the stream is written packed: its segments are read in the order in which their events arrived, and only they. Default
   * false: everything, by its keys.
   */
  packed?: boolean | undefined;
  /** Only events with a `receivedAt` from here on: a `Date` or epoch milliseconds. Needs the index, unless `packed`. */
  since?: Date | number | undefined;
  /** Only events with a `receivedAt` before this: a `Date` or epoch milliseconds. Needs the index, unless `packed`. */
  until?: Date | number | undefined;
  /** Whether the latest writes are certain to be seen, for twice the read units. Not with the index. Default false. */
  consistentRead?: boolean | undefined;
  /** Items per request and shard, 1 or more. Default: as many as DynamoDB puts into its 1 MB. */
  pageSize?: number | undefined;
  /** Where events went that were too large for the table: they follow those of the table. Default: they are left out. */
  deadLetters?: DeadLetterReader | undefined;
  /**
   * Whether to go on for ever with what is added, until `signal` aborts. Needs `packed` or the index; not with `until` and
   * `deadLetters`. Default false.
   */
  follow?: boolean | undefined;
  /** With `follow`: from one look at the table to the next, in milliseconds. Default 500. */
  pollIntervalMs?: number | undefined;
  /** With `follow` and `packed`: as the stream is written, in milliseconds; every look begins so long and a second before now at the latest. Default 1,000. */
  packDelayMs?: number | undefined;
  /**
   * With `follow`: how long after it was received an event may be stored, in milliseconds, and still be seen for certain. Default 300,000, twice
   * what a sink's ten attempts may take.
   */
  lookBackMs?: number | undefined;
  /** Ends the reading at once. */
  signal?: AbortSignal | undefined;
  /** Replaces the real clock and pauses of `follow`, for tests and simulations. */
  system?: Partial<Pick<System, "now" | "sleep">> | undefined;
}

/** What `readSegments` takes besides the client: of `readEvents`, what segments have. */
export type ReadSegmentsOptions = Omit<
  ReadEventsOptions,
  "packed" | "deadLetters" | "follow" | "pollIntervalMs" | "packDelayMs" | "lookBackMs" | "system"
>;

/** A call that reads: its function, and what it is given that is no option of that. */
export interface ReadCall {
  readonly caller: "readEvents" | "readSegments";
  readonly unknown: readonly string[];
}

/** `ReadEventsOptions` with every default in place. */
export interface ReadRange {
  readonly tableName: string;
  readonly streamId: string;
  readonly layout: TableLayout;
  readonly shards: number;
  readonly packed: boolean;
  /** Whether the index by `receivedAt` is read. */
  readonly usesIndex: boolean;
  /** The first and the last millisecond, both included. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Undefined to read once what is there. */
  readonly follow: FollowPolicy | undefined;
  readonly consistentRead: boolean;
  readonly pageSize: number | undefined;
  readonly deadLetters: DeadLetterReader | undefined;
  readonly signal: AbortSignal | undefined;
  readonly system: Pick<System, "now" | "sleep">;
}

/** A range without an end. */
export interface FollowedRange extends ReadRange {
  readonly follow: FollowPolicy;
}

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function resolveReadOptions(
  client: EventSinkOptions["client"],
  options: ReadEventsOptions,
  { caller, unknown }: ReadCall,
): ReadRange {
  const { tableName, streamId, since, until, shards = 1, consistentRead = false } = options;
  const { pageSize, deadLetters, signal, packed = false, follow = false } = options;
  const firstMs = since === undefined ? Number.MIN_SAFE_INTEGER : Number(since);
  const untilMs = until === undefined ? Number.MAX_SAFE_INTEGER : Number(until);
  const range: ReadRange = {
    tableName,
    streamId,
    layout: tableLayout(options),
    shards,
    packed,
    usesIndex: !packed && (follow || since !== undefined || until !== undefined),
    firstMs,
    lastMs: untilMs - 1,
    follow: follow ? followPolicy(options) : undefined,
    consistentRead,
    pageSize,
    deadLetters,
    signal,
    system: { ...realSystem, ...options.system },
  };
  const issues = [
    ...unknown,
    ...destinationIssues({ client, tableName, streamId, layout: range.layout }),
    ...shardIssues(streamId, shards, range.layout.partitionPrefix),
    ...timeIssues("since", firstMs),
    ...timeIssues("until", untilMs),
    ...rangeIssues(range),
    ...followIssues(options),
  ];
  if (issues.length > 0) throw new InvalidOptionsError(issues, caller);
  return range;
}

function followPolicy(options: ReadEventsOptions): FollowPolicy {
  const { pollIntervalMs = DEFAULT_POLL_INTERVAL_MS, lookBackMs = DEFAULT_LOOK_BACK_MS } = options;
  const { packDelayMs = DEFAULT_PACK_DELAY_MS } = options;
  return { pollIntervalMs, lookBackMs, overlapMs: packDelayMs + FOLLOW_MARGIN_MS };
}

function rangeIssues({ firstMs, lastMs, usesIndex, ...range }: ReadRange): string[] {
  const { consistentRead, pageSize, deadLetters } = range;
  const issues: string[] = [];
  if (firstMs > lastMs) issues.push(`since is ${firstMs}, until ${lastMs + 1}: until must be later`);
  if (usesIndex && consistentRead) {
    issues.push(
      "consistentRead is true: the index that since, until and follow need cannot be read so, leave it out",
    );
  }
  if (pageSize !== undefined && !(Number.isSafeInteger(pageSize) && pageSize >= 1)) {
    issues.push(`pageSize is ${pageSize}: give a whole number, 1 or more`);
  }
  if (deadLetters !== undefined && typeof deadLetters?.read !== "function") {
    issues.push("deadLetters must have a method read(streamId, signal)");
  }
  return issues;
}

function followIssues(options: ReadEventsOptions): string[] {
  const { follow, until, deadLetters } = options;
  if (!follow) return [];
  const { pollIntervalMs, lookBackMs, overlapMs } = followPolicy(options);
  const issues = [
    ...whole("pollIntervalMs", pollIntervalMs, { least: 1, most: MAX_TIMER_MS }),
    ...whole("packDelayMs", overlapMs - FOLLOW_MARGIN_MS, { least: 1, most: MAX_SEGMENT_SPAN_MS }),
    ...whole("lookBackMs", lookBackMs, { least: 0 }),
  ];
  if (until !== undefined) issues.push("follow is true, which has no end: leave until out");
  if (deadLetters !== undefined) {
    issues.push("follow is true, and dead letters come last: read them by themselves");
  }
  return issues;
}

function timeIssues(name: string, timeMs: number): string[] {
  if (Number.isSafeInteger(timeMs)) return [];
  return [`${name} is ${timeMs}: give a Date or whole epoch milliseconds`];
}
