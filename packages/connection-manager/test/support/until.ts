import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 2;
const GIVE_UP_MS = 60_000;

/** Resolves as soon as a condition holds. Says which one did not, instead of a test's bare timeout. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await sleep(POLL_MS);
  }
}
