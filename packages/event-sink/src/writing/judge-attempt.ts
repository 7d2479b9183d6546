import type { EventItem } from "../records/item.ts";
import type { PutOutcome } from "../table/store.ts";

/** One item on its way to the table. */
export interface PendingWrite {
  readonly item: EventItem;
  /** As DynamoDB counts the item. */
  readonly sizeBytes: number;
  /** Requests made for it. */
  attempts: number;
  /** An attempt had an unknown outcome, so that the item may meet itself. */
  maybeOurs: boolean;
  /** It goes in a request of its own. */
  alone: boolean;
}

/** What became of a write after all attempts. */
export type WriteResult =
  | { readonly kind: "stored" }
  /** `maybeOurs`: an earlier attempt for this very event had an unknown outcome, so it may have found itself. */
  | { readonly kind: "duplicate"; readonly maybeOurs: boolean }
  | { readonly kind: "failed"; readonly attempts: number; readonly cause: unknown };

/** What is to be done after an attempt: nothing more, or another one, at once or after a pause. */
export type Judgement = WriteResult | { readonly kind: "at-once" } | { readonly kind: "after-pause" };

const STORED = { kind: "stored" } as const;
const AT_ONCE = { kind: "at-once" } as const;
const AFTER_PAUSE = { kind: "after-pause" } as const;
const DUPLICATE = { kind: "duplicate", maybeOurs: false } as const;
const DUPLICATE_MAYBE_OURS = { kind: "duplicate", maybeOurs: true } as const;

/** Notes the attempt in the write, and says what follows from its outcome. */
export function judgeAttempt(write: PendingWrite, outcome: PutOutcome, maxAttempts: number): Judgement {
  if (outcome.kind === "again") return AT_ONCE;
  write.attempts += 1;
  switch (outcome.kind) {
    case "stored":
      return STORED;
    case "exists":
      return write.maybeOurs ? DUPLICATE_MAYBE_OURS : DUPLICATE;
    case "inseparable":
      write.alone = true;
      return AT_ONCE;
    case "transient":
      write.maybeOurs ||= outcome.mayHaveWritten;
      return write.attempts < maxAttempts ? AFTER_PAUSE : failed(write, outcome.cause);
    case "refused":
      return failed(write, outcome.cause);
  }
}

/** The end of a write that is not in the table, as far as is known. */
export function failed({ attempts }: PendingWrite, cause: unknown): WriteResult {
  return { kind: "failed", attempts, cause };
}
