import { AttemptTimeoutError, SinkAbortedError } from "./errors.ts";
import type { System } from "./types.ts";

/** What bounds a task in time. */
export interface DeadlineOptions {
  timeoutMs: number;
  signal: AbortSignal | undefined;
  system: Pick<System, "after">;
  /** Who is to answer, for the message. Default `"DynamoDB"`. */
  peer?: string;
}

/**
 * Runs a task under a deadline. The task's own signal aborts with the deadline or with the caller's signal, and the
 * result does not depend on whether the task takes notice: an HTTP handler or credential provider that ignores
 * signals cannot hold the caller up.
 *
 * @throws {AttemptTimeoutError} after `timeoutMs`
 * @throws {SinkAbortedError} when `signal` aborts
 */
export async function withDeadline<T>(
  task: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal, system, peer }: DeadlineOptions,
): Promise<T> {
  if (signal?.aborted) throw new SinkAbortedError(signal.reason);
  const attempt = new AbortController();
  const cut = Promise.withResolvers<never>();
  const stop = (reason: Error) => {
    cut.reject(reason);
    attempt.abort(reason);
  };
  const onAbort = () => stop(new SinkAbortedError(signal?.reason));
  const cancelTimer = system.after(timeoutMs, () => stop(new AttemptTimeoutError(timeoutMs, peer)));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([cut.promise, task(attempt.signal)]);
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}
