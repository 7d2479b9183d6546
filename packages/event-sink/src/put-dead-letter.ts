import { backoffDelayMs } from "./backoff.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { DeadLetter, DeadLetterRecord } from "./dead-letter.ts";
import { withDeadline } from "./deadline.ts";
import { SinkAbortedError } from "./errors.ts";
import { createInFlightGate } from "./in-flight-gate.ts";
import { DEAD_LETTER_ATTEMPT_TIMEOUT_MS, MAX_DEAD_LETTER_PUTS } from "./limits.ts";
import type { ResolvedRetry } from "./options.ts";
import type { System } from "./types.ts";

/** What became of a record after all attempts. */
export type DeadLetterResult =
  | { readonly kind: "dead-lettered"; readonly location: string }
  | { readonly kind: "failed"; readonly attempts: number; readonly cause: unknown };

/** What the attempts depend on. */
export interface DeadLetterWriterDeps {
  retry: ResolvedRetry;
  system: Pick<System, "after" | "random" | "sleep">;
  signal: AbortSignal | undefined;
  onRetry(): void;
}

/** Brings records to a dead-letter store. */
export interface DeadLetterWriter {
  /**
   * Puts a record, again and again with growing pauses, until it is kept or no attempt is left; waits while
   * `MAX_DEAD_LETTER_PUTS` others are being put. Never rejects.
   */
  put(record: DeadLetterRecord, deadLetter: DeadLetter): Promise<DeadLetterResult>;
}

export function createDeadLetterWriter(deps: DeadLetterWriterDeps): DeadLetterWriter {
  const gate = createInFlightGate({ maxCount: MAX_DEAD_LETTER_PUTS, maxBytes: Number.POSITIVE_INFINITY });
  return {
    async put(record, deadLetter) {
      const { byteLength } = record.data;
      await gate.enter(byteLength);
      const result = await putUntilSettled(record, deadLetter, deps);
      gate.leave(byteLength);
      return result;
    },
  };
}

async function putUntilSettled(
  record: DeadLetterRecord,
  deadLetter: DeadLetter,
  { retry, system, signal, onRetry }: DeadLetterWriterDeps,
): Promise<DeadLetterResult> {
  const limits = { timeoutMs: DEAD_LETTER_ATTEMPT_TIMEOUT_MS, signal, system, peer: "the dead-letter store" };
  for (let attempts = 1; ; attempts += 1) {
    let retryAfterMs: number;
    try {
      const { location } = await withDeadline((attempt) => deadLetter.put(record, attempt), limits);
      return { kind: "dead-lettered", location };
    } catch (cause) {
      const failure = classifyFailure(cause);
      if (attempts === retry.maxAttempts || failure.kind !== "transient") {
        return { kind: "failed", attempts, cause };
      }
      retryAfterMs = Math.min(failure.retryAfterMs ?? 0, retry.maxDelayMs);
    }
    try {
      const pauseMs = backoffDelayMs(attempts, retry, system.random());
      await system.sleep(Math.max(pauseMs, retryAfterMs), signal);
      signal?.throwIfAborted();
    } catch (error) {
      const cause = signal?.aborted ? new SinkAbortedError(signal.reason) : error;
      return { kind: "failed", attempts, cause };
    }
    onRetry();
  }
}
