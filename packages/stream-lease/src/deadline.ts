import { AttemptTimeoutError, LeaseAbortedError } from "./errors.ts";
import type { System } from "./types.ts";

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly system: Pick<System, "after">;
}

/**
 * Runs a task under a deadline, whether or not the task heeds the signal that it is given.
 *
 * @throws {AttemptTimeoutError} after `timeoutMs`
 * @throws {LeaseAbortedError} when `signal` aborts
 */
export async function withDeadline<T>(
  task: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal, system }: DeadlineOptions,
): Promise<T> {
  if (signal?.aborted) throw new LeaseAbortedError(signal.reason);
  const attempt = new AbortController();
  const cut = Promise.withResolvers<never>();
  const stop = (reason: Error) => {
    cut.reject(reason);
    attempt.abort(reason);
  };
  const onAbort = () => stop(new LeaseAbortedError(signal?.reason));
  const cancelTimer = system.after(timeoutMs, () => stop(new AttemptTimeoutError(timeoutMs)));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([cut.promise, task(attempt.signal)]);
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}
