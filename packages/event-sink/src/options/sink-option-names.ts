import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import type { TableLayoutOptions } from "../records/table-layout.ts";
import type { EventSinkOptions, RetryOptions } from "../types.ts";

/** Of the place that events have in a table. */
export const LAYOUT_OPTIONS: OptionNames<TableLayoutOptions> = { keys: true, partitionPrefix: true };

const RETRY_OPTIONS: OptionNames<RetryOptions> = { maxAttempts: true, baseDelayMs: true, maxDelayMs: true };

const SINK_OPTIONS: OptionNames<EventSinkOptions> = {
  ...LAYOUT_OPTIONS,
  client: true,
  tableName: true,
  streamId: true,
  attributes: true,
  key: true,
  shards: true,
  deadLetter: true,
  compress: true,
  stampReceivedAt: true,
  expiresInSeconds: true,
  mode: true,
  packDelayMs: true,
  maxRequests: true,
  lingerMs: true,
  rememberKeys: true,
  returnConsumedCapacity: true,
  maxInFlight: true,
  maxInFlightBytes: true,
  shared: true,
  attemptTimeoutMs: true,
  retry: true,
  onSettled: true,
  onAcknowledged: true,
  onMetrics: true,
  signal: true,
  system: true,
};

/** What a sink is given that is none of its options. */
export function unknownSinkOptions(options: EventSinkOptions): string[] {
  return [...unknownOptions(options, SINK_OPTIONS), ...unknownOptions(options.retry, RETRY_OPTIONS, "retry")];
}
