import { whole } from "./option-issues.ts";

/** How often, and after which pauses, a request is made again; what each defaults to, its user says. */
export interface RetryOptions {
  /** Requests at most, the first included. */
  readonly maxAttempts?: number | undefined;
  /** The first pause is drawn from 0 to this, in milliseconds, each later one from twice the range before. */
  readonly baseDelayMs?: number | undefined;
  /** No pause is longer than this, in milliseconds. */
  readonly maxDelayMs?: number | undefined;
}

/** `RetryOptions` with every default in place. */
export type RetryPolicy = { readonly [K in keyof RetryOptions]-?: number };

/** `setTimeout` fires at once above this, so no time that is waited for may be longer. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Fills in the defaults. */
export function resolveRetry(options: RetryOptions | undefined, defaults: RetryPolicy): RetryPolicy {
  return {
    maxAttempts: options?.maxAttempts ?? defaults.maxAttempts,
    baseDelayMs: options?.baseDelayMs ?? defaults.baseDelayMs,
    maxDelayMs: options?.maxDelayMs ?? defaults.maxDelayMs,
  };
}

/** One sentence for each part of a policy that cannot be used. */
export function retryIssues({ maxAttempts, baseDelayMs, maxDelayMs }: RetryPolicy): string[] {
  const issues = [
    ...whole("retry.maxAttempts", maxAttempts, { least: 1 }),
    ...whole("retry.baseDelayMs", baseDelayMs, { least: 0, most: MAX_TIMER_MS }),
    ...whole("retry.maxDelayMs", maxDelayMs, { least: 0, most: MAX_TIMER_MS }),
  ];
  if (baseDelayMs > maxDelayMs) {
    issues.push(`retry.baseDelayMs is ${baseDelayMs}: it must not be over retry.maxDelayMs, ${maxDelayMs}`);
  }
  return issues;
}
