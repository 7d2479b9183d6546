import type { RetryPolicy } from "./options/retry-policy.ts";

/** From 1 ms, this many doublings are past the longest timer there is. */
const MAX_DOUBLINGS = 31;

/**
 * The pause before a retry: exponential backoff with full jitter, so that writers which failed together do not come
 * back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param retryNumber 1 for the first retry
 * @param random at least 0, less than 1
 * @returns milliseconds
 */
export function backoffDelayMs(
  retryNumber: number,
  limits: Pick<RetryPolicy, "baseDelayMs" | "maxDelayMs">,
  random: number,
): number {
  const doublings = Math.min(retryNumber - 1, MAX_DOUBLINGS);
  return random * Math.min(limits.maxDelayMs, limits.baseDelayMs * 2 ** doublings);
}

/** The same, and at least what an answer asks for, as far as `maxDelayMs` allows. */
export function retryPauseMs(
  retryNumber: number,
  limits: Pick<RetryPolicy, "baseDelayMs" | "maxDelayMs">,
  { random, retryAfterMs = 0 }: { random: number; retryAfterMs?: number | undefined },
): number {
  return Math.max(backoffDelayMs(retryNumber, limits, random), Math.min(retryAfterMs, limits.maxDelayMs));
}
