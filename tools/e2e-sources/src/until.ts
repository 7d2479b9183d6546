import { setTimeout as sleep } from "node:timers/promises";
import { InterruptedError, NeverHappenedError } from "./errors.ts";

const POLL_MS = 100;

/** How long something may take, and what ends the wait. */
export interface Patience {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Looks again and again until there is something.
 *
 * @throws NeverHappenedError when there is nothing in time, InterruptedError when `signal` aborts
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  { withinMs, signal }: Patience,
): Promise<Value> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    if (signal.aborted) throw new InterruptedError();
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new NeverHappenedError(what, withinMs);
    await sleep(POLL_MS, undefined, { signal }).catch(() => {
      throw new InterruptedError();
    });
  }
}

/**
 * Waits for something, but not for ever; what it was goes on unheard.
 *
 * @throws NeverHappenedError when it is not there in time, InterruptedError when `signal` aborts, and what it is rejected with
 */
export async function inTime<Value>(
  what: string,
  value: Promise<Value>,
  { withinMs, signal }: Patience,
): Promise<Value> {
  const done = new AbortController();
  value.catch(() => undefined);
  const late = sleep(withinMs, undefined, { signal: AbortSignal.any([signal, done.signal]) }).then(
    () => {
      throw new NeverHappenedError(what, withinMs);
    },
    () => {
      throw new InterruptedError();
    },
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([value, late]);
  } finally {
    done.abort();
  }
}
