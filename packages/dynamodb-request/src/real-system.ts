import { setTimeout as sleep } from "node:timers/promises";
import type { System } from "./system.ts";

/** The real clock, timers and randomness. */
export const realSystem: System = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
