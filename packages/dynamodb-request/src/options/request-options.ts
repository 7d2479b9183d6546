import type { System } from "../system.ts";
import { destinationIssues, whole } from "./option-issues.ts";
import {
  MAX_TIMER_MS,
  type RetryOptions,
  type RetryPolicy,
  resolveRetry,
  retryIssues,
} from "./retry-policy.ts";

/** Where requests go, and how they are made. */
export interface RequestOptions<Client> {
  /** The caller's own client: its region, credentials, HTTP handler and middleware are used, its retries are not. */
  readonly client: Client;
  /** Name or ARN of the table. */
  readonly tableName: string;
  /** How long one request may take before it counts as lost and is made again, in milliseconds. */
  readonly attemptTimeoutMs?: number | undefined;
  /** How often, and after which pauses, a request is made again. */
  readonly retry?: RetryOptions | undefined;
  /** Replaces the real clock, timers or randomness, for tests and simulations. */
  readonly system?: Partial<System> | undefined;
}

/** `RequestOptions` with every default in place. */
export interface ResolvedRequestOptions<Client> {
  readonly client: Client;
  readonly tableName: string;
  readonly attemptTimeoutMs: number;
  readonly retry: RetryPolicy;
  readonly system: System;
}

/** What is taken for what is not given. */
export type RequestDefaults = Pick<ResolvedRequestOptions<unknown>, "attemptTimeoutMs" | "retry" | "system">;

/** Fills in the defaults; `issues` has one sentence for each option that is wrong. */
export function resolveRequestOptions<Client extends { send?: unknown }>(
  options: RequestOptions<Client>,
  defaults: RequestDefaults,
): { readonly resolved: ResolvedRequestOptions<Client>; readonly issues: readonly string[] } {
  const { client, tableName, attemptTimeoutMs = defaults.attemptTimeoutMs } = options;
  const retry = resolveRetry(options.retry, defaults.retry);
  const issues = [
    ...whole("attemptTimeoutMs", attemptTimeoutMs, { least: 1, most: MAX_TIMER_MS }),
    ...retryIssues(retry),
    ...destinationIssues(client, tableName),
  ];
  const system = { ...defaults.system, ...options.system };
  return { resolved: { client, tableName, attemptTimeoutMs, retry, system }, issues };
}
