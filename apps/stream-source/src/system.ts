import { randomInt, randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Clock } from "./clock.ts";

/** Node fires a timer at once when its delay does not fit in 31 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The real time: the epoch of the process's start plus a monotonic count, so that a corrected wall clock moves nothing. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  schedule(atMs, run) {
    const delayMs = Math.ceil(atMs - systemClock.now());
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** A seed for a source that was not given one: 32 bits. */
export function randomSeed(): number {
  return randomInt(2 ** 32);
}

/** A UUID of which `event-factory.ts` makes the ids of one run. */
export function randomRunId(): string {
  return randomUUID();
}
