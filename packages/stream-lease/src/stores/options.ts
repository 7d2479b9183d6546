import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  destinationIssues,
  MAX_TIMER_MS,
  type RetryPolicy,
  resolveRetry,
  retryIssues,
  type System,
  whole,
} from "@unbounded-streams/dynamodb-request";
import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidOptionsError } from "../errors.ts";
import { DEFAULT_ATTEMPT_TIMEOUT_MS, DEFAULT_RETRY } from "../limits.ts";

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

const LEASE_STORE_OPTIONS: OptionNames<LeaseStoreOptions> = {
  client: true,
  tableName: true,
  attemptTimeoutMs: true,
  retry: true,
  system: true,
};

const RETRY_OPTIONS: OptionNames<RetryOptions> = { maxAttempts: true, baseDelayMs: true, maxDelayMs: true };

/** `LeaseStoreOptions` with every default in place. */
export interface ResolvedOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly attemptTimeoutMs: number;
  readonly retry: RetryPolicy;
  readonly system: System;
}

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function resolveOptions(options: LeaseStoreOptions): ResolvedOptions {
  const { client, tableName, attemptTimeoutMs = DEFAULT_ATTEMPT_TIMEOUT_MS } = options;
  const retry = resolveRetry(options.retry, DEFAULT_RETRY);
  const issues = [
    ...unknownOptions(options, LEASE_STORE_OPTIONS),
    ...unknownOptions(options.retry, RETRY_OPTIONS, "retry"),
    ...whole("attemptTimeoutMs", attemptTimeoutMs, { least: 1, most: MAX_TIMER_MS }),
    ...retryIssues(retry),
    ...destinationIssues(client, tableName),
  ];
  if (issues.length > 0) throw new InvalidOptionsError("createLeaseStore", issues);
  return { client, tableName, attemptTimeoutMs, retry, system: { ...realSystem, ...options.system } };
}
