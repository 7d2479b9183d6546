import type { System } from "../system.ts";

/** What bounds a task in time. */
export interface TimeBounds extends Pick<System, "pause"> {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Makes the error of a task that took longer. */
  late(): Error;
}

/**
 * Runs a task whose own signal aborts when the time is up; who takes no notice of that holds nobody up.
 *
 * @throws what `late` makes after `timeoutMs`
 */
export async function withinTime<T>(
  task: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal, pause, late }: TimeBounds,
): Promise<T> {
  const over = new AbortController();
  const tooLate = pause(timeoutMs, AbortSignal.any([signal, over.signal])).then(() => {
    throw late();
  });
  try {
    return await Promise.race([task(AbortSignal.any([signal, over.signal])), tooLate]);
  } finally {
    over.abort();
  }
}
