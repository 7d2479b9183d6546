import type { DeadLetterReader } from "../dead-letters/dead-letter.ts";
import { InvalidOptionsError } from "../errors.ts";
import { shardIssues } from "../options/record-issues.ts";
import { destinationIssues } from "../options/sink-options.ts";
import type { EventSinkOptions } from "../types.ts";

/** What `readEvents` takes besides the client. */
export interface ReadEventsOptions {
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
  /** Ends the reading at once. */
  signal?: AbortSignal | undefined;
}

/** `ReadEventsOptions` with every default in place. */
export interface ReadRange {
  readonly tableName: string;
  readonly streamId: string;
  readonly shards: number;
  readonly packed: boolean;
  /** Whether `receivedAt` is asked for. */
  readonly usesIndex: boolean;
  /** The first and the last millisecond, both included. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly consistentRead: boolean;
  readonly pageSize: number | undefined;
  readonly deadLetters: DeadLetterReader | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function resolveReadOptions(
  client: EventSinkOptions["client"],
  options: ReadEventsOptions,
): ReadRange {
  const { tableName, streamId, since, until, shards = 1, consistentRead = false } = options;
  const { pageSize, deadLetters, signal, packed = false } = options;
  const usesIndex = !packed && (since !== undefined || until !== undefined);
  const firstMs = since === undefined ? Number.MIN_SAFE_INTEGER : Number(since);
  const untilMs = until === undefined ? Number.MAX_SAFE_INTEGER : Number(until);
  const issues = [
    ...destinationIssues({ client, tableName, streamId }),
    ...shardIssues(streamId, shards),
    ...timeIssues("since", firstMs),
    ...timeIssues("until", untilMs),
  ];
  if (firstMs >= untilMs) issues.push(`since is ${firstMs}, until ${untilMs}: until must be later`);
  if (usesIndex && consistentRead) {
    issues.push(
      "consistentRead is true: the index that since and until need cannot be read so, leave it out",
    );
  }
  if (pageSize !== undefined && !(Number.isSafeInteger(pageSize) && pageSize >= 1)) {
    issues.push(`pageSize is ${pageSize}: give a whole number, 1 or more`);
  }
  if (deadLetters !== undefined && typeof deadLetters?.read !== "function") {
    issues.push("deadLetters must have a method read(streamId, signal)");
  }
  if (issues.length > 0) throw new InvalidOptionsError(issues, "readEvents");
  return {
    tableName,
    streamId,
    shards,
    packed,
    usesIndex,
    firstMs,
    lastMs: untilMs - 1,
    consistentRead,
    pageSize,
    deadLetters,
    signal,
  };
}

function timeIssues(name: string, timeMs: number): string[] {
  if (Number.isSafeInteger(timeMs)) return [];
  return [`${name} is ${timeMs}: give a Date or whole epoch milliseconds`];
}
