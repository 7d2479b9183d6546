import { setTimeout as sleep } from "node:timers/promises";
import { NeverHappenedError } from "./errors.ts";

const POLL_MS = 200;

/**
 * Looks again and again until there is something.
 *
 * @throws NeverHappenedError when there is nothing in time
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  { withinMs, signal }: { readonly withinMs: number; readonly signal?: AbortSignal },
): Promise<Value> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new NeverHappenedError(what, withinMs);
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}
