import { LeaseAbortedError, LeaseRequestError } from "./errors.ts";
import type { RetryPolicy } from "./options.ts";
import type { System } from "./types.ts";

/** How one attempt ended. */
export type Attempt<Value> =
  | { readonly kind: "done"; readonly value: Value }
  /** Worth another attempt. What it asked for may have been done. */
  | { readonly kind: "again"; readonly cause: unknown }
  /** No attempt can succeed. */
  | { readonly kind: "refused"; readonly cause: unknown };

export interface RetryDeps {
  /** What is attempted, for the message of an error. */
  readonly what: string;
  readonly retry: RetryPolicy;
  readonly system: Pick<System, "random" | "sleep">;
  readonly signal: AbortSignal | undefined;
}

/**
 * Attempts again and again, with growing pauses, until one is done or none is left.
 *
 * @throws {LeaseRequestError} when an attempt was refused, or the last one was not done
 * @throws {LeaseAbortedError} when `signal` aborts
 */
export async function untilDone<Value>(
  attempt: () => Promise<Attempt<Value>>,
  { what, retry, system, signal }: RetryDeps,
): Promise<Value> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt();
    if (outcome.kind === "done") return outcome.value;
    if (outcome.kind === "refused" || attempts === retry.maxAttempts) {
      throw new LeaseRequestError(what, attempts, outcome.cause);
    }
    try {
      await system.sleep(backoffDelayMs(attempts, retry, system.random()), signal);
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    if (signal?.aborted) throw new LeaseAbortedError(signal.reason);
  }
}

/** From 1 ms, this many doublings are past the longest timer there is. */
const MAX_DOUBLINGS = 31;

/**
 * Exponential backoff with full jitter, so that writers which failed together do not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function backoffDelayMs(retryNumber: number, limits: RetryPolicy, random: number): number {
  const doublings = Math.min(retryNumber - 1, MAX_DOUBLINGS);
  return random * Math.min(limits.maxDelayMs, limits.baseDelayMs * 2 ** doublings);
}
