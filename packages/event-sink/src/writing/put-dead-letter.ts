import {
  type Attempt,
  classifyFailure,
  type RetryPolicy,
  type System,
  untilSettled,
  withDeadline,
} from "@unbounded-streams/dynamodb-request";
import type { DeadLetter, DeadLetterRecord } from "../dead-letters/dead-letter.ts";
import { AttemptTimeoutError, SinkAbortedError } from "../errors.ts";
import { DEAD_LETTER_ATTEMPT_TIMEOUT_MS, MAX_DEAD_LETTER_PUTS } from "../limits.ts";
import { createInFlightGate } from "./in-flight-gate.ts";

/** What became of a record after all attempts. */
export type DeadLetterResult =
  | { readonly kind: "dead-lettered"; readonly location: string }
  | { readonly kind: "failed"; readonly attempts: number; readonly cause: unknown };

/** What the attempts depend on. */
export interface DeadLetterWriterDeps {
  retry: RetryPolicy;
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
  deps: DeadLetterWriterDeps,
): Promise<DeadLetterResult> {
  const settled = await untilSettled(() => putOnce(record, deadLetter, deps), deps);
  switch (settled.kind) {
    case "done":
      return { kind: "dead-lettered", location: settled.value };
    case "aborted":
      return { kind: "failed", attempts: settled.attempts, cause: new SinkAbortedError(settled.reason) };
    case "failed":
      return settled;
  }
}

async function putOnce(
  record: DeadLetterRecord,
  deadLetter: DeadLetter,
  { system, signal }: DeadLetterWriterDeps,
): Promise<Attempt<string>> {
  try {
    const { location } = await withDeadline((attempt) => deadLetter.put(record, attempt), {
      timeoutMs: DEAD_LETTER_ATTEMPT_TIMEOUT_MS,
      signal,
      system,
      timedOut: (timeoutMs) => new AttemptTimeoutError(timeoutMs, "the dead-letter store"),
      aborted: (reason) => new SinkAbortedError(reason),
    });
    return { kind: "done", value: location };
  } catch (cause) {
    const failure = classifyFailure(cause);
    if (failure.kind !== "transient") return { kind: "refused", cause };
    return { kind: "again", cause, retryAfterMs: failure.retryAfterMs };
  }
}
