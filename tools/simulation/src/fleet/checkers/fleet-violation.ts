import type { Violation, ViolationKind } from "../../checkers/violation.ts";
import type { FleetHistory } from "../fleet-history.ts";

/**
 * What can be wrong with a fleet, beside what can be with a stream:
 *
 * - `waitUnexplained`: a running stream had no seat for longer than it takes, and no injected fault is the reason
 * - `capacityExceeded`: an invocation had more seats than a carrier may have
 * - `leftRunning`: something went on although no stream needed it
 * - `starved`: an event was stored late, and nothing was wrong with its stream, its carrier or the table
 */
export type FleetViolationKind =
  | ViolationKind
  | "waitUnexplained"
  | "capacityExceeded"
  | "leftRunning"
  | "starved";

export interface FleetViolation extends Omit<Violation, "kind"> {
  readonly kind: FleetViolationKind;
}

export type FleetChecker = (history: FleetHistory) => FleetViolation[];

/** A violation at a moment of the world's clock. */
export function fleetViolation(
  { ground }: FleetHistory,
  kind: FleetViolationKind,
  atMs: number,
  what: string,
): FleetViolation {
  return { kind, atMs: atMs - ground.startMs, what };
}
