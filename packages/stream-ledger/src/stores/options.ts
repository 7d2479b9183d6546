import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type RequestOptions,
  type ResolvedRequestOptions,
  resolveRequestOptions,
  whole,
} from "@unbounded-streams/dynamodb-request";
import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
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
export interface LedgerOptions extends RequestOptions<DynamoDBClient> {
  /** Name or ARN of a table with the key schema of `ledgerTable`. */
  readonly tableName: string;
  /** How long a record is kept after its last moment, where the table's time to live is on. Default 2,592,000: 30 days. */
  readonly ttlSeconds?: number | undefined;
  /** How long one request may take before it counts as lost and is made again, in milliseconds. Default 2,000. */
  readonly attemptTimeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
}

const LEDGER_OPTIONS: OptionNames<LedgerOptions> = {
  client: true,
  tableName: true,
  ttlSeconds: true,
  attemptTimeoutMs: true,
  retry: true,
  system: true,
};

const RETRY_OPTIONS: OptionNames<RetryOptions> = { maxAttempts: true, baseDelayMs: true, maxDelayMs: true };

/** `LedgerOptions` with every default in place. */
export interface ResolvedOptions extends ResolvedRequestOptions<DynamoDBClient> {
  readonly ttlSeconds: number;
}

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {LedgerOptionsError} with one sentence for each option that is wrong
 */
export function resolveOptions(options: LedgerOptions): ResolvedOptions {
  const { ttlSeconds = DEFAULT_TTL_SECONDS } = options;
  const defaults = { attemptTimeoutMs: DEFAULT_ATTEMPT_TIMEOUT_MS, retry: DEFAULT_RETRY, system: realSystem };
  const { resolved, issues } = resolveRequestOptions(options, defaults);
  const all = [
    ...unknownOptions(options, LEDGER_OPTIONS),
    ...unknownOptions(options.retry, RETRY_OPTIONS, "retry"),
    ...whole("ttlSeconds", ttlSeconds, { least: 1, most: MAX_TTL_SECONDS }),
    ...issues,
  ];
  if (all.length > 0) throw new LedgerOptionsError("createLedger", all);
  return { ...resolved, ttlSeconds };
}
