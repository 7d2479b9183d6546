import { backoffDelayMs } from "./backoff.ts";
import { SinkAbortedError } from "./errors.ts";
import type { EventItem } from "./item.ts";
import type { ResolvedRetry } from "./options.ts";
import type { EventStore } from "./store.ts";
import type { System } from "./types.ts";

/** What became of an event after all attempts. */
export type PutResult =
  | { readonly kind: "stored" }
  /** `maybeOurs`: an earlier attempt for this very event had an unknown outcome, so it may have found itself. */
  | { readonly kind: "duplicate"; readonly maybeOurs: boolean }
  | { readonly kind: "failed"; readonly attempts: number; readonly cause: unknown };

/** What the attempts depend on. */
export interface PutDeps {
  store: EventStore;
  retry: ResolvedRetry;
  system: Pick<System, "random" | "sleep">;
  signal: AbortSignal | undefined;
  onRetry(): void;
}

/** Puts an item, again and again with growing pauses, until it is in the table or no attempt is left. Never rejects. */
export async function putUntilSettled(item: EventItem, deps: PutDeps): Promise<PutResult> {
  const { store, retry, system, signal } = deps;
  let maybeOurs = false;
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await store.putIfAbsent(item, signal);
    if (outcome.kind === "stored") return { kind: "stored" };
    if (outcome.kind === "exists") return { kind: "duplicate", maybeOurs };
    if (outcome.kind === "refused" || attempts === retry.maxAttempts) {
      return { kind: "failed", attempts, cause: outcome.cause };
    }
    maybeOurs ||= outcome.mayHaveWritten;
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
