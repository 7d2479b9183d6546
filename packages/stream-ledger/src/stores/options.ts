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
import { LedgerOptionsError } from "../errors.ts";
import {
  DEFAULT_ATTEMPT_TIMEOUT_MS,
  DEFAULT_RETRY,
  DEFAULT_TTL_SECONDS,
  MAX_TTL_SECONDS,
} from "../limits.ts";

/** How often, and after which pauses, a request is made again. */
export interface RetryOptions {
  /** Requests per call at most, the first included. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** The first pause is drawn from 0 to this, in milliseconds, each later one from twice the range before. Default 50. */
  readonly baseDelayMs?: number | undefined;
  /** No pause is longer than this, in milliseconds. Default 1,000. */
  readonly maxDelayMs?: number | undefined;
}

/** What `createLedger` takes. */
export interface LedgerOptions {
  /** The caller's own client: its region, credentials, HTTP handler and middleware are used, its retries are not. */
  readonly client: DynamoDBClient;
  /** Name or ARN of a table with the key schema of `ledgerTable`. */
  readonly tableName: string;
  /** How long a record is kept after its last moment, where the table's time to live is on. Default 2,592,000: 30 days. */
  readonly ttlSeconds?: number | undefined;
  /** How long one request may take before it counts as lost and is made again, in milliseconds. Default 2,000. */
  readonly attemptTimeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Replaces the real timers or randomness, for tests and simulations. */
  readonly system?: Partial<System> | undefined;
}

/** `LedgerOptions` with every default in place. */
export interface ResolvedOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly ttlSeconds: number;
  readonly attemptTimeoutMs: number;
  readonly retry: RetryPolicy;
  readonly system: System;
}

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {LedgerOptionsError} with one sentence for each option that is wrong
 */
export function resolveOptions(options: LedgerOptions): ResolvedOptions {
  const { client, tableName, ttlSeconds = DEFAULT_TTL_SECONDS } = options;
  const { attemptTimeoutMs = DEFAULT_ATTEMPT_TIMEOUT_MS } = options;
  const retry = resolveRetry(options.retry, DEFAULT_RETRY);
  const issues = [
    ...whole("ttlSeconds", ttlSeconds, { least: 1, most: MAX_TTL_SECONDS }),
    ...whole("attemptTimeoutMs", attemptTimeoutMs, { least: 1, most: MAX_TIMER_MS }),
    ...retryIssues(retry),
    ...destinationIssues(client, tableName),
  ];
  if (issues.length > 0) throw new LedgerOptionsError("createLedger", issues);
  const system = { ...realSystem, ...options.system };
  return { client, tableName, ttlSeconds, attemptTimeoutMs, retry, system };
}
