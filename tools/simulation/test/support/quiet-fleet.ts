import type { Lease } from "@unbounded-streams/stream-lease";
import type { FleetHistory, SeatRecord } from "../../src/fleet/fleet-history.ts";
import { type FleetPlan, runPlanOf } from "../../src/fleet/plan/fleet-plan.ts";
import { planFleet } from "../../src/fleet/plan/plan-fleet.ts";
import { type History, newHistory } from "../../src/history.ts";
import { T0 } from "./quiet-world.ts";

export const CARRIER = "#carrier/default/1";
export const OTHER_CARRIER = "#carrier/default/2";

const BEGUN: Lease = {
  streamId: "stream-1",
  status: "running",
  executionArn: "arn:aws:states:us-east-1:000000000000:execution:admission:start-1",
  epoch: 1,
  startedAtMs: T0,
  counts: { received: 0, stored: 0, duplicates: 0 },
  failures: 0,
  connections: 0,
  waitingFor: "default",
  waitingSinceMs: T0,
};

/** A fleet of one stream that was begun, carried and stopped as it should be. Times in milliseconds from `T0`. */
export interface QuietFleet {
  readonly history: FleetHistory;
  readonly stream: History;
  readonly carrier: History;
  readonly seats: SeatRecord[];
}

export function quietFleet(adapt: (plan: FleetPlan) => FleetPlan = (plan) => plan): QuietFleet {
  const planned = planFleet(1);
  const plan = adapt({ ...planned, carriers: { ...planned.carriers, capacity: 3, maxCarriers: 2 } });
  const ground = newHistory(runPlanOf(plan, "fleet"), T0);
  const stream = { ...newHistory(runPlanOf(plan, "stream-1"), T0), executions: ground.executions };
  const carrier = { ...newHistory(runPlanOf(plan, CARRIER), T0), executions: ground.executions };
  const seats: SeatRecord[] = [];
  const streams = new Map([["stream-1", stream]]);
  const history = { plan, ground, streams, carriers: new Map([[CARRIER, carrier]]), seats, loaded: [] };
  const fleet = { history, stream, carrier, seats };
  write(stream, 0, "start-1", BEGUN);
  seat(fleet, "inv-1", 4_000, 60_100);
  write(stream, 60_000, "operator", { ...lastOf(stream), status: "stopped", endedAtMs: T0 + 60_000 });
  stream.streamOver = { atMs: T0 + 60_000, how: "stopped" };
  for (const each of [ground, stream, carrier]) each.endMs = T0 + 61_000;
  return fleet;
}

export function lastOf({ leaseChanges }: History): Lease {
  return leaseChanges.at(-1)?.after ?? BEGUN;
}

export function write(history: History, atMs: number, by: string, after: Lease): void {
  const before = history.leaseChanges.at(-1)?.after;
  history.leaseChanges.push({ order: atMs * 10, atMs: T0 + atMs, by, before, after });
}

/** A seat that claims and connects at once. */
export function seat(
  { history, stream, seats }: QuietFleet,
  id: string,
  fromMs: number,
  untilMs: number,
  carrier = CARRIER,
): void {
  const { waitingFor: _, waitingSinceMs: __, ...lease } = lastOf(stream);
  const epoch = lease.epoch + 1;
  const claim = { holder: `${carrier}/A`, claimId: id, claimedAtMs: T0 + fromMs, expiresAtMs: T0 + 999_000 };
  write(stream, fromMs, id, { ...lease, ...claim, epoch, carrier });
  stream.claims.push({ atMs: T0 + fromMs, invocation: id, claimId: id, expectedEpoch: epoch - 1, epoch });
  const end = { endedAtMs: T0 + untilMs, end: "returned", result: "stopped" } as const;
  stream.invocations.push({ id, holder: claim.holder, startedAtMs: T0 + fromMs, ...end });
  seats.push({
    ...{ invocation: id, carrier, streamId: "stream-1", id },
    ...{ fromMs: T0 + fromMs, untilMs: T0 + untilMs },
  });
  stream.connections.push({
    ...{ invocation: id, requestNumber: 1, requestedOrder: fromMs * 10, requestedAtMs: T0 + fromMs },
    ...{ attachedAtMs: T0 + fromMs, deadAtMs: T0 + untilMs, overOrder: untilMs * 10, delivered: [] },
  });
  history.ground.invocations.push({ id, holder: claim.holder, startedAtMs: T0 + fromMs, ...end });
}
