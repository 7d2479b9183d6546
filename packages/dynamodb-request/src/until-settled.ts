import { retryPauseMs } from "./backoff.ts";
import type { RetryPolicy } from "./options/retry-policy.ts";
import type { System } from "./system.ts";

/** How one attempt ended. */
export type Attempt<Value> =
  | { readonly kind: "done"; readonly value: Value }
  /** Worth another attempt. What it asked for may have been done. */
  | { readonly kind: "again"; readonly cause: unknown; readonly retryAfterMs?: number | undefined }
  /** No attempt can succeed. */
  | { readonly kind: "refused"; readonly cause: unknown };

/** How the last attempt ended. */
export type Settled<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed"; readonly attempts: number; readonly cause: unknown }
  /** The caller's signal aborted between two attempts. */
  | { readonly kind: "aborted"; readonly attempts: number; readonly reason: unknown };

/** What attempts depend on. */
export interface AttemptDeps {
  readonly retry: RetryPolicy;
  readonly system: Pick<System, "random" | "sleep">;
  readonly signal: AbortSignal | undefined;
  /** Called before each attempt but the first. */
  onRetry?(): void;
}

/** Attempts again and again, with growing pauses, until one is done or refused, or none is left. */
export async function untilSettled<Value>(
  attempt: () => Promise<Attempt<Value>>,
  { retry, system, signal, onRetry }: AttemptDeps,
): Promise<Settled<Value>> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt();
    if (outcome.kind === "done") return outcome;
    const { cause } = outcome;
    if (outcome.kind === "refused" || attempts === retry.maxAttempts) {
      return { kind: "failed", attempts, cause };
    }
    const { retryAfterMs } = outcome;
    try {
      await system.sleep(retryPauseMs(attempts, retry, { random: system.random(), retryAfterMs }), signal);
    } catch (error) {
      if (!signal?.aborted) return { kind: "failed", attempts, cause: error };
    }
    if (signal?.aborted) return { kind: "aborted", attempts, reason: signal.reason };
    onRetry?.();
  }
}
