import type { Violation } from "../../checkers/violation.ts";
import type { History, LeaseChange } from "../../history.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { fleetViolation } from "./fleet-violation.ts";

/**
 * A carrier rests only when it has looked at the table itself, which is never late, and no running stream there was its own,
 * or nobody's.
 */
export function checkRests(history: FleetHistory): Violation[] {
  return [...history.carriers].flatMap(([carrier, record]) =>
    restsOf(record).flatMap((rest) => {
      const why = wrongBecause(history, carrier, rest);
      return why === undefined
        ? []
        : [fleetViolation(history, "rule", rest.atMs, `${carrier} rested ${why}`)];
    }),
  );
}

function restsOf({ leaseChanges }: History): LeaseChange[] {
  return leaseChanges.filter(({ before, after }) => before?.status === "running" && after.status === "ended");
}

function wrongBecause(
  { ground, streams }: FleetHistory,
  carrier: string,
  { order, by }: LeaseChange,
): string | undefined {
  const look = ground.scans.findLast((scan) => scan.by === by && scan.order < order);
  if (look === undefined) return "without having looked at the table";
  const left = [...streams]
    .filter(([, stream]) => needsCarrier(stream, carrier, look.order))
    .map(([streamId]) => streamId);
  return left.length === 0 ? undefined : `although it had seen ${left.join(", ")}`;
}

function needsCarrier({ leaseChanges }: History, carrier: string, atOrder: number): boolean {
  const lease = leaseChanges.findLast(({ order }) => order < atOrder)?.after;
  if (lease?.status !== "running") return false;
  const isNobodys = lease.carrier === undefined && lease.waitingFor !== undefined;
  return isNobodys || lease.carrier === carrier;
}
