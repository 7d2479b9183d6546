import type { DeadLetter } from "./dead-letter.ts";
import { InvalidOptionsError } from "./errors.ts";
import {
  DEFAULT_ATTEMPT_TIMEOUT_MS,
  DEFAULT_BASE_DELAY_MS,
  DEFAULT_LINGER_MS,
  DEFAULT_MAX_ATTEMPTS,
  DEFAULT_MAX_DELAY_MS,
  DEFAULT_MAX_IN_FLIGHT,
  DEFAULT_MAX_IN_FLIGHT_BYTES,
  DEFAULT_MAX_REQUESTS,
  DEFAULT_REMEMBER_KEYS,
  MAX_ITEM_BYTES,
  MAX_PARTITION_KEY_BYTES,
  MAX_REMEMBER_KEYS,
  MAX_TIMER_MS,
} from "./limits.ts";
import { recordIssues } from "./record-options.ts";
import { realSystem } from "./system.ts";
import type {
  CompressRule,
  EventKeyRule,
  EventSinkOptions,
  RetryOptions,
  System,
  WriteMode,
} from "./types.ts";

/** `RetryOptions` with every default in place. */
export type ResolvedRetry = { readonly [K in keyof RetryOptions]-?: number };

/** `EventSinkOptions` with every default in place. */
export interface ResolvedOptions {
  readonly client: EventSinkOptions["client"];
  readonly tableName: string;
  readonly streamId: string;
  readonly key: EventKeyRule;
  readonly shards: number;
  readonly compress: CompressRule;
  readonly deadLetter: DeadLetter | undefined;
  readonly stampReceivedAt: boolean;
  readonly expiresInSeconds: number | undefined;
  readonly mode: WriteMode;
  readonly maxRequests: number;
  readonly lingerMs: number;
  readonly rememberKeys: number;
  readonly returnConsumedCapacity: boolean;
  readonly maxInFlight: number;
  readonly maxInFlightBytes: number;
  readonly attemptTimeoutMs: number;
  readonly retry: ResolvedRetry;
  readonly signal: AbortSignal | undefined;
  readonly system: System;
}

/** A table's name, or its ARN (which `PutItem` takes too, for a table of another account). */
const TABLE = /^(?:arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/)?[\w.-]{3,255}$/;

/** Whether a table is named by its ARN. */
export function isArn(tableName: string): boolean {
  return tableName.startsWith("arn:");
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
    key: options.key ?? "sha1",
    shards: options.shards ?? 1,
    compress: options.compress ?? "oversize",
    deadLetter: options.deadLetter,
    stampReceivedAt: options.stampReceivedAt ?? true,
    expiresInSeconds: options.expiresInSeconds,
    mode: options.mode ?? "auto",
    maxRequests: options.maxRequests ?? DEFAULT_MAX_REQUESTS,
    lingerMs: options.lingerMs ?? DEFAULT_LINGER_MS,
    rememberKeys: options.rememberKeys ?? DEFAULT_REMEMBER_KEYS,
    returnConsumedCapacity: options.returnConsumedCapacity ?? false,
    maxInFlight: options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
    maxInFlightBytes: options.maxInFlightBytes ?? DEFAULT_MAX_IN_FLIGHT_BYTES,
    attemptTimeoutMs: options.attemptTimeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS,
    retry: {
      maxAttempts: options.retry?.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
      baseDelayMs: options.retry?.baseDelayMs ?? DEFAULT_BASE_DELAY_MS,
      maxDelayMs: options.retry?.maxDelayMs ?? DEFAULT_MAX_DELAY_MS,
    },
    signal: options.signal,
    system: { ...realSystem, ...options.system },
  };
  const issues = [
    ...destinationIssues(resolved),
    ...recordIssues(resolved),
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
}: Pick<ResolvedOptions, "client" | "tableName" | "streamId">): string[] {
  const issues: string[] = [];
  if (typeof client?.send !== "function") issues.push("client must be a DynamoDBClient");
  if (typeof tableName !== "string" || !TABLE.test(tableName)) {
    issues.push(`tableName is ${show(tableName)}: give 3 to 255 of a-z A-Z 0-9 _ . - or a table's ARN`);
  }
  if (typeof streamId !== "string" || streamId === "" || !streamId.isWellFormed()) {
    issues.push(`streamId is ${show(streamId)}: give text that is not empty`);
  } else if (Buffer.byteLength(streamId) > MAX_PARTITION_KEY_BYTES) {
    issues.push(
      `streamId has ${Buffer.byteLength(streamId)} bytes: DynamoDB allows ${MAX_PARTITION_KEY_BYTES}`,
    );
  }
  return issues;
}

function modeIssues({ mode, tableName }: ResolvedOptions): string[] {
  if (mode !== "auto" && mode !== "put" && mode !== "batch") {
    return [`mode is ${show(mode)}: give "auto", "put" or "batch"`];
  }
  if (mode !== "batch" || typeof tableName !== "string" || !isArn(tableName)) return [];
  return [
    `mode is "batch" and tableName ${show(tableName)}: PartiQL takes no ARN, give the name or mode "put"`,
  ];
}

function numberIssues(options: ResolvedOptions): string[] {
  const { retry, expiresInSeconds } = options;
  const anything = Number.MAX_SAFE_INTEGER;
  const issues = [
    whole("maxRequests", options.maxRequests, 1, anything),
    whole("lingerMs", options.lingerMs, 0, MAX_TIMER_MS),
    whole("rememberKeys", options.rememberKeys, 0, MAX_REMEMBER_KEYS),
    whole("maxInFlight", options.maxInFlight, 1, anything),
    whole("maxInFlightBytes", options.maxInFlightBytes, MAX_ITEM_BYTES, anything),
    whole("attemptTimeoutMs", options.attemptTimeoutMs, 1, MAX_TIMER_MS),
    whole("retry.maxAttempts", retry.maxAttempts, 1, anything),
    whole("retry.baseDelayMs", retry.baseDelayMs, 0, MAX_TIMER_MS),
    whole("retry.maxDelayMs", retry.maxDelayMs, 0, MAX_TIMER_MS),
    expiresInSeconds === undefined ? [] : whole("expiresInSeconds", expiresInSeconds, 1, anything),
  ].flat();
  if (retry.baseDelayMs > retry.maxDelayMs) {
    issues.push(
      `retry.baseDelayMs is ${retry.baseDelayMs}: it must not be over retry.maxDelayMs, ${retry.maxDelayMs}`,
    );
  }
  return issues;
}

function whole(name: string, value: number, min: number, max: number): string[] {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return [];
  const upTo = max === Number.MAX_SAFE_INTEGER ? "or more" : `to ${max}`;
  return [`${name} is ${show(value)}: give a whole number, ${min} ${upTo}`];
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
}
