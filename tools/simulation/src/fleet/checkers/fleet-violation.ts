import type { Violation, ViolationKind } from "../../checkers/violation.ts";
import type { FleetHistory } from "../fleet-history.ts";

export type FleetChecker = (history: FleetHistory) => Violation[];

/** A violation at a moment of the world's clock. */
export function fleetViolation(
  { ground }: FleetHistory,
  kind: ViolationKind,
  atMs: number,
  what: string,
): Violation {
  return { kind, atMs: atMs - ground.startMs, what };
}
