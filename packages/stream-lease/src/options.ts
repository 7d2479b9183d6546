import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvalidOptionsError } from "./errors.ts";
import {
  DEFAULT_ATTEMPT_TIMEOUT_MS,
  DEFAULT_BASE_DELAY_MS,
  DEFAULT_MAX_ATTEMPTS,
  DEFAULT_MAX_DELAY_MS,
  MAX_TIMER_MS,
} from "./limits.ts";
import { realSystem } from "./system.ts";
import type { System } from "./types.ts";

/** How often, and after which pauses, a request is made again. */
export interface RetryOptions {
  /** Requests per call at most, the first included. Default 8. */
  readonly maxAttempts?: number | undefined;
  /** The first pause is drawn from 0 to this, each later one from twice the range before. Default 50. */
  readonly baseDelayMs?: number | undefined;
  /** No pause is longer than this. Default 2,000. */
  readonly maxDelayMs?: number | undefined;
}

/** What `createLeaseStore` takes. */
export interface LeaseStoreOptions {
  /** The caller's own client: its region, credentials, HTTP handler and middleware are used, its retries are not. */
  readonly client: DynamoDBClient;
  /** Name or ARN of a table with the key schema of `streamsTable`. */
  readonly tableName: string;
  /** How long one request may take before it counts as lost and is made again, in milliseconds. Default 2,000. */
  readonly attemptTimeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Replaces the real clock, timers or randomness, for tests and simulations. */
  readonly system?: Partial<System> | undefined;
}

/** `RetryOptions` with every default in place. */
export type RetryPolicy = { readonly [K in keyof RetryOptions]-?: number };

/** `LeaseStoreOptions` with every default in place. */
export interface ResolvedOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly attemptTimeoutMs: number;
  readonly retry: RetryPolicy;
  readonly system: System;
}

/** A table's name, or its ARN. */
const TABLE = /^(?:arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/)?[\w.-]{3,255}$/;

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function resolveOptions(options: LeaseStoreOptions): ResolvedOptions {
  const { client, tableName, attemptTimeoutMs = DEFAULT_ATTEMPT_TIMEOUT_MS } = options;
  const retry = {
    maxAttempts: options.retry?.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    baseDelayMs: options.retry?.baseDelayMs ?? DEFAULT_BASE_DELAY_MS,
    maxDelayMs: options.retry?.maxDelayMs ?? DEFAULT_MAX_DELAY_MS,
  };
  const issues = [
    whole("attemptTimeoutMs", attemptTimeoutMs, 1),
    whole("retry.maxAttempts", retry.maxAttempts, 1),
    whole("retry.baseDelayMs", retry.baseDelayMs, 0),
    whole("retry.maxDelayMs", retry.maxDelayMs, 0),
  ].flat();
  if (typeof client?.send !== "function") issues.push("client must be a DynamoDBClient");
  if (typeof tableName !== "string" || !TABLE.test(tableName)) {
    issues.push(
      `tableName is ${JSON.stringify(tableName)}: give 3 to 255 of a-z A-Z 0-9 _ . - or a table's ARN`,
    );
  }
  if (retry.baseDelayMs > retry.maxDelayMs) {
    issues.push(`retry.baseDelayMs is over retry.maxDelayMs: ${retry.baseDelayMs}, ${retry.maxDelayMs}`);
  }
  if (issues.length > 0) throw new InvalidOptionsError("createLeaseStore", issues);
  return { client, tableName, attemptTimeoutMs, retry, system: { ...realSystem, ...options.system } };
}

function whole(name: string, value: number, min: number): string[] {
  if (Number.isSafeInteger(value) && value >= min && value <= MAX_TIMER_MS) return [];
  return [`${name} is ${value}: give a whole number, ${min} to ${MAX_TIMER_MS}`];
}
