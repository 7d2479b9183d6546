import type { System } from "./system.ts";

/** What bounds a task in time, and the errors that say so. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly system: Pick<System, "after">;
  /** Makes the error of a task that took longer. */
  timedOut(timeoutMs: number): Error;
  /** Makes the error of a task that the caller's signal cut short; `reason` is the signal's. */
  aborted(reason: unknown): Error;
}

/**
 * Runs a task under a deadline. The task's own signal aborts with the deadline or with the caller's signal, and the
 * result does not depend on whether the task takes notice: an HTTP handler or credential provider that ignores
 * signals cannot hold the caller up.
 *
 * @throws what `timedOut` makes after `timeoutMs`, and what `aborted` makes when `signal` aborts
 */
export async function withDeadline<T>(
  task: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal, system, timedOut, aborted }: DeadlineOptions,
): Promise<T> {
  if (signal?.aborted) throw aborted(signal.reason);
  const attempt = new AbortController();
  const cut = Promise.withResolvers<never>();
  const stop = (reason: Error) => {
    cut.reject(reason);
    attempt.abort(reason);
  };
  const onAbort = () => stop(aborted(signal?.reason));
  const cancelTimer = system.after(timeoutMs, () => stop(timedOut(timeoutMs)));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([cut.promise, task(attempt.signal)]);
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}
