import type { History } from "../history.ts";

/**
 * What can be wrong with a run. The first five are the ones that are reported one by one:
 *
 * - `lost`: an event that had to be stored is not
 * - `storedTwice`: an event is stored under two keys
 * - `doubleOwners`: two claims won one epoch, or a connection was opened by someone who no longer owned the stream
 * - `gapUnexplained`: no connection was up, and no injected fault is the reason
 * - `stuck`: something that had to end, or to go on, did not
 * - `rule`: a rule of the lease, or of what is stored, was broken in another way
 *
 * And with a fleet, beside what can be with a stream:
 *
 * - `waitUnexplained`: a running stream had no seat for longer than it takes, and no injected fault is the reason
 * - `capacityExceeded`: an invocation had more seats than a carrier may have
 * - `leftRunning`: something went on although no stream needed it
 * - `starved`: an event was stored late, and nothing was wrong with its stream, its carrier or the table
 */
export type ViolationKind =
  | "lost"
  | "storedTwice"
  | "doubleOwners"
  | "gapUnexplained"
  | "stuck"
  | "rule"
  | "waitUnexplained"
  | "capacityExceeded"
  | "leftRunning"
  | "starved";

export interface Violation {
  readonly kind: ViolationKind;
  /** When, in milliseconds from the start of the run. */
  readonly atMs: number;
  readonly what: string;
}

export type Checker = (history: History) => Violation[];

/** A violation at a moment of the world's clock. */
export function violation(history: History, kind: ViolationKind, atMs: number, what: string): Violation {
  return { kind, atMs: atMs - history.startMs, what };
}
