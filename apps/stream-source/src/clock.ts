/** Takes back a scheduled call; harmless when the call has been made. */
export type Cancel = () => void;

/** Where the time comes from: the real one in `system.ts`, or one that a test owns. */
export interface Clock {
  /** Milliseconds since the epoch, fractions included; never goes backwards. */
  now(): number;
  /** Calls `run` once, at `atMs` or as soon as possible after it, never inside `schedule` itself. */
  schedule(atMs: number, run: () => void): Cancel;
}

/** Gives the time of what happens now, in milliseconds since the epoch. */
export type Stamp = () => number;

/**
 * Makes stamps that rise strictly, by at least a microsecond each, so that the order of any two things that happened is the
 * order of their times even when the clock stood still between them.
 */
export function createStamp(clock: Clock): Stamp {
  let lastUs = 0;
  return () => {
    lastUs = Math.max(Math.round(clock.now() * 1000), lastUs + 1);
    return lastUs / 1000;
  };
}
