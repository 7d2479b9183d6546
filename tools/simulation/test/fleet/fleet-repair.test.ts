import { expect, test } from "vitest";
import { waitsOf } from "../../src/fleet/checkers/check-waits.ts";
import type { FleetPlan } from "../../src/fleet/plan/fleet-plan.ts";
import { runFleet } from "../../src/fleet/run-fleet.ts";
import { CALM_LAMBDA, NO_FAULTS } from "../../src/plan/plan-parts.ts";

const MINUTE_MS = 60_000;
const LIFETIME_SECONDS = 60;

/** Six streams on two carriers, the newer of which is stopped by hand after two minutes; nobody is told of that for twenty more. */
function stoppedByHand(plan: FleetPlan): FleetPlan {
  const [stream] = plan.streams;
  const streams = Array.from({ length: 6 }, (_, index) => ({
    ...(stream as FleetPlan["streams"][number]),
    ...{ streamId: `stream-${index + 1}`, startAtMs: index * 100, startsLast: false },
    ...{ stopAfterMs: 8 * MINUTE_MS, revokedAfterMs: undefined, secondStartAfterMs: undefined },
    ...{ eventIntervalMs: 2_000, eventCount: undefined, fillBytes: 0, slowWrites: undefined },
  }));
  return {
    ...plan,
    streams,
    carriers: { ...plan.carriers, capacity: 4, maxCarriers: 3, eventsPerSecond: 200 },
    source: { ...plan.source, mode: "shared", canResume: true },
    relay: { ...plan.relay, lifetimeSeconds: LIFETIME_SECONDS, handoverLeadSeconds: 15, maxTurns: 40 },
    ...{ lambda: CALM_LAMBDA, table: NO_FAULTS, wake: { lateChance: 1, latestMs: 20 * MINUTE_MS } },
    accidents: [{ atMs: 2 * MINUTE_MS, kind: "abort", durationMs: 0 }],
  };
}

test("the streams of a carrier whose end nobody is told of are released once it is dead, and carried by others", async () => {
  const { history } = await runFleet({ seed: 3, adapt: stoppedByHand });
  const changes = [...history.streams.values()].flatMap(({ leaseChanges }) => leaseChanges);
  const released = changes.filter(
    ({ before, after }) => before?.carrier !== undefined && after.waitingFor === "default",
  );
  expect(released.length).toBeGreaterThan(0);
  const waits = [...history.streams.keys()].flatMap((streamId) => waitsOf(history, streamId));
  const longestMs = Math.max(...waits.map(({ fromMs, untilMs }) => untilMs - fromMs));
  // Its claims expire a minute after its deadline; the other carrier looks at it every 15 s.
  expect(longestMs).toBeLessThan(MINUTE_MS + 40_000);
});

test("a fleet without accidents hands every stream over without a gap, and none waits for long", async () => {
  const calm = (plan: FleetPlan): FleetPlan => ({ ...stoppedByHand(plan), accidents: [] });
  const { history, violations } = await runFleet({ seed: 3, adapt: calm });
  expect(violations).toEqual([]);
  for (const [streamId, { claims, faults }] of history.streams) {
    expect(claims.length).toBeGreaterThan(8);
    expect(faults).toEqual([]);
    const waits = waitsOf(history, streamId);
    expect(waits).toHaveLength(1);
    expect(Math.max(...waits.map(({ fromMs, untilMs }) => untilMs - fromMs))).toBeLessThan(20_000);
  }
});
