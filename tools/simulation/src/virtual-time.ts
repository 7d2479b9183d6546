import type { VirtualClock } from "./clock.ts";
import type { Random } from "./prng.ts";

/** The real one: the globals are replaced while a simulation runs. */
const realSetImmediate = setImmediate;

/**
 * Resolves when every promise that can go on has gone on: microtasks run dry before the event loop's next phase, and
 * nothing in a simulation waits for real I/O.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve));
}

/** How a run of the clock came out: `idle` when no timer was left, `late` when a limit was hit. */
export type ClockEnd = "done" | "idle" | "late";

export interface ClockLimits {
  readonly untilMs: number;
  readonly maxSteps: number;
}

/** Lets timers go off, one at a time and only when all promises have settled, until `isDone`. */
export async function runClock(
  clock: VirtualClock,
  isDone: () => boolean,
  { untilMs, maxSteps }: ClockLimits,
): Promise<ClockEnd> {
  for (;;) {
    await settled();
    if (isDone()) return "done";
    if (clock.nowMs > untilMs || clock.steps > maxSteps) return "late";
    if (!clock.step()) return "idle";
  }
}

/**
 * Puts a virtual clock and a seeded generator in the place of the globals, for the interpreter of the state machine,
 * which takes neither from outside. Everything else is handed its clock.
 *
 * @returns what puts the real ones back
 */
export function replaceGlobals(clock: VirtualClock, random: Random): () => void {
  const real = { Date, setTimeout, clearTimeout };
  const realRandom = Math.random;
  class VirtualDate extends Date {
    constructor(...time: [] | [number | string | Date]) {
      super(time.length === 0 ? clock.nowMs : time[0]);
    }
    static override now(): number {
      return clock.nowMs;
    }
  }
  Object.assign(globalThis, {
    Date: VirtualDate,
    setTimeout: (callback: () => void, delayMs?: number) => clock.after(delayMs ?? 0, callback),
    clearTimeout: (cancel?: () => void) => cancel?.(),
  });
  Math.random = () => random.next();
  // The world makes thousands of errors that nobody prints.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
    Object.assign(globalThis, real);
    Math.random = realRandom;
  };
}
