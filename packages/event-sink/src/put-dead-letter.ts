import { backoffDelayMs } from "./backoff.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { DeadLetter, DeadLetterRecord } from "./dead-letter.ts";
import { withDeadline } from "./deadline.ts";
import { SinkAbortedError } from "./errors.ts";
import { DEAD_LETTER_ATTEMPT_TIMEOUT_MS } from "./limits.ts";
import type { ResolvedRetry } from "./options.ts";
import type { System } from "./types.ts";

/** What became of a record after all attempts. */
export type DeadLetterResult =
  | { readonly kind: "dead-lettered"; readonly location: string }
  | { readonly kind: "failed"; readonly attempts: number; readonly cause: unknown };

/** What the attempts depend on. */
export interface PutDeadLetterDeps {
  deadLetter: DeadLetter;
  retry: ResolvedRetry;
  system: Pick<System, "after" | "random" | "sleep">;
  signal: AbortSignal | undefined;
  onRetry(): void;
}

/** Puts a record, again and again with growing pauses, until it is kept or no attempt is left. Never rejects. */
export async function putDeadLetter(
  record: DeadLetterRecord,
  deps: PutDeadLetterDeps,
): Promise<DeadLetterResult> {
  const { deadLetter, retry, system, signal } = deps;
  for (let attempts = 1; ; attempts += 1) {
    try {
      const limits = { timeoutMs: DEAD_LETTER_ATTEMPT_TIMEOUT_MS, signal, system };
      const { location } = await withDeadline((attempt) => deadLetter.put(record, attempt), limits);
      return { kind: "dead-lettered", location };
    } catch (cause) {
      if (attempts === retry.maxAttempts || classifyFailure(cause).kind !== "transient") {
        return { kind: "failed", attempts, cause };
      }
    }
    try {
      await system.sleep(backoffDelayMs(attempts, retry, system.random()), signal);
      signal?.throwIfAborted();
    } catch (error) {
      const cause = signal?.aborted ? new SinkAbortedError(signal.reason) : error;
      return { kind: "failed", attempts, cause };
    }
    deps.onRetry();
  }
}
