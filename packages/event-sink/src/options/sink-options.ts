import {
  isTableArn,
  MAX_TIMER_MS,
  type RetryPolicy,
  resolveRetry,
  retryIssues,
  type System,
  shown,
  destinationIssues as tableIssues,
  whole,
} from "@unbounded-streams/dynamodb-request";
import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import type { DeadLetter } from "../dead-letters/dead-letter.ts";
import { InvalidOptionsError } from "../errors.ts";
import {
  DEFAULT_ATTEMPT_TIMEOUT_MS,
  DEFAULT_LINGER_MS,
  DEFAULT_MAX_IN_FLIGHT,
  DEFAULT_MAX_IN_FLIGHT_BYTES,
  DEFAULT_MAX_PACKED_IN_FLIGHT,
  DEFAULT_MAX_REQUESTS,
  DEFAULT_PACK_DELAY_MS,
  DEFAULT_REMEMBER_KEYS,
  DEFAULT_RETRY,
  MAX_ITEM_BYTES,
  MAX_PACKED_ITEM_BYTES,
  MAX_PARTITION_KEY_BYTES,
  MAX_REMEMBER_KEYS,
  MAX_SEGMENT_SPAN_MS,
} from "../limits.ts";
import type { CompressRule, EventKeyRule } from "../records/event.ts";
import type { AttributesRule } from "../records/further-attributes.ts";
import { type TableLayout, tableLayout } from "../records/table-layout.ts";
import type { WriteMode } from "../table/write-mode.ts";
import type { EventSinkOptions } from "../types.ts";
import type { ByteBudget } from "../writing/byte-budget.ts";
import { attributesIssues, layoutIssues } from "./layout-issues.ts";
import { recordIssues } from "./record-issues.ts";
import { unknownSinkOptions } from "./sink-option-names.ts";

/** `EventSinkOptions` with every default in place. */
export interface ResolvedOptions {
  readonly client: EventSinkOptions["client"];
  readonly tableName: string;
  readonly streamId: string;
  readonly layout: TableLayout;
  readonly attributes: AttributesRule | undefined;
  readonly key: EventKeyRule;
  readonly shards: number;
  readonly compress: CompressRule;
  readonly deadLetter: DeadLetter | undefined;
  readonly stampReceivedAt: boolean;
  readonly expiresInSeconds: number | undefined;
  readonly mode: WriteMode;
  readonly packDelayMs: number;
  /** The largest item of one event, as DynamoDB counts it. */
  readonly maxItemBytes: number;
  readonly maxRequests: number;
  readonly lingerMs: number;
  readonly rememberKeys: number;
  readonly returnConsumedCapacity: boolean;
  readonly maxInFlight: number;
  readonly maxInFlightBytes: number;
  readonly shared: ByteBudget | undefined;
  readonly attemptTimeoutMs: number;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  readonly system: System;
}

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function resolveOptions(options: EventSinkOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    client: options.client,
    tableName: options.tableName,
    streamId: options.streamId,
    layout: tableLayout(options),
    attributes: options.attributes,
    key: options.key ?? "sha1",
    shards: options.shards ?? 1,
    compress: options.compress ?? "oversize",
    deadLetter: options.deadLetter,
    stampReceivedAt: options.stampReceivedAt ?? true,
    expiresInSeconds: options.expiresInSeconds,
    mode: options.mode ?? "auto",
    packDelayMs: options.packDelayMs ?? DEFAULT_PACK_DELAY_MS,
    maxItemBytes: options.mode === "packed" ? MAX_PACKED_ITEM_BYTES : MAX_ITEM_BYTES,
    maxRequests: options.maxRequests ?? DEFAULT_MAX_REQUESTS,
    lingerMs: options.lingerMs ?? DEFAULT_LINGER_MS,
    rememberKeys: options.rememberKeys ?? DEFAULT_REMEMBER_KEYS,
    returnConsumedCapacity: options.returnConsumedCapacity ?? false,
    maxInFlight:
      options.maxInFlight ??
      (options.mode === "packed" ? DEFAULT_MAX_PACKED_IN_FLIGHT : DEFAULT_MAX_IN_FLIGHT),
    maxInFlightBytes: options.maxInFlightBytes ?? DEFAULT_MAX_IN_FLIGHT_BYTES,
    shared: options.shared,
    attemptTimeoutMs: options.attemptTimeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS,
    retry: resolveRetry(options.retry, DEFAULT_RETRY),
    signal: options.signal,
    system: { ...realSystem, ...options.system },
  };
  const issues = [
    ...unknownSinkOptions(options),
    ...destinationIssues(resolved),
    ...recordIssues(resolved),
    ...attributesIssues(resolved.attributes, resolved.layout),
    ...modeIssues(resolved),
    ...numberIssues(resolved),
  ];
  if (issues.length > 0) throw new InvalidOptionsError(issues);
  return resolved;
}

/** What is wrong with the place that events are written to or read from. */
export function destinationIssues({
  client,
  tableName,
  streamId,
  layout,
}: Pick<ResolvedOptions, "client" | "tableName" | "streamId" | "layout">): string[] {
  const issues = [...tableIssues(client, tableName), ...layoutIssues(layout)];
  const prefixBytes = Buffer.byteLength(String(layout.partitionPrefix));
  if (typeof streamId !== "string" || streamId === "" || !streamId.isWellFormed()) {
    issues.push(`streamId is ${shown(streamId)}: give text that is not empty`);
  } else if (prefixBytes + Buffer.byteLength(streamId) > MAX_PARTITION_KEY_BYTES) {
    issues.push(
      `streamId has ${Buffer.byteLength(streamId)} bytes: DynamoDB allows ${MAX_PARTITION_KEY_BYTES - prefixBytes}`,
    );
  }
  return issues;
}

const WRITE_MODES: readonly unknown[] = ["auto", "put", "batch", "packed"] satisfies WriteMode[];

function modeIssues({ mode, tableName }: ResolvedOptions): string[] {
  if (!WRITE_MODES.includes(mode)) {
    return [`mode is ${shown(mode)}: give "auto", "put", "batch" or "packed"`];
  }
  if (mode !== "batch" || typeof tableName !== "string" || !isTableArn(tableName)) return [];
  return [
    `mode is "batch" and tableName ${shown(tableName)}: PartiQL takes no ARN, give the name or mode "put"`,
  ];
}

function numberIssues({ retry, expiresInSeconds, ...options }: ResolvedOptions): string[] {
  return [
    ...whole("maxRequests", options.maxRequests, { least: 1 }),
    ...whole("packDelayMs", options.packDelayMs, { least: 1, most: MAX_SEGMENT_SPAN_MS }),
    ...whole("lingerMs", options.lingerMs, { least: 0, most: MAX_TIMER_MS }),
    ...whole("rememberKeys", options.rememberKeys, { least: 0, most: MAX_REMEMBER_KEYS }),
    ...whole("maxInFlight", options.maxInFlight, { least: 1 }),
    ...whole("maxInFlightBytes", options.maxInFlightBytes, { least: MAX_ITEM_BYTES }),
    ...whole("attemptTimeoutMs", options.attemptTimeoutMs, { least: 1, most: MAX_TIMER_MS }),
    ...retryIssues(retry),
    ...(expiresInSeconds === undefined ? [] : whole("expiresInSeconds", expiresInSeconds, { least: 1 })),
  ];
}
