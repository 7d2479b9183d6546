import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type RequestOptions,
  type ResolvedRequestOptions,
  resolveRequestOptions,
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
export interface LeaseStoreOptions extends RequestOptions<DynamoDBClient> {
  /** Name or ARN of a table with the key schema of `streamsTable`. */
  readonly tableName: string;
  /** How long one request may take before it counts as lost and is made again, in milliseconds. Default 2,000. */
  readonly attemptTimeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
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
export type ResolvedOptions = ResolvedRequestOptions<DynamoDBClient>;

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function resolveOptions(options: LeaseStoreOptions): ResolvedOptions {
  const defaults = { attemptTimeoutMs: DEFAULT_ATTEMPT_TIMEOUT_MS, retry: DEFAULT_RETRY, system: realSystem };
  const { resolved, issues } = resolveRequestOptions(options, defaults);
  const all = [
    ...unknownOptions(options, LEASE_STORE_OPTIONS),
    ...unknownOptions(options.retry, RETRY_OPTIONS, "retry"),
    ...issues,
  ];
  if (all.length > 0) throw new InvalidOptionsError("createLeaseStore", all);
  return resolved;
}
