import { expect, test } from "vitest";
import { addUpFleets, type FleetRunSummary, fleetSummaryOf } from "../../src/fleet/fleet-summary.ts";
import { FLEET_ACCIDENT_KINDS } from "../../src/fleet/plan/fleet-plan.ts";
import { planFleet } from "../../src/fleet/plan/plan-fleet.ts";
import { FLEET_PLANTS, type FleetPlantName } from "../../src/fleet/plants.ts";
import { runFleet } from "../../src/fleet/run-fleet.ts";

/** Runs seeds until one fails. */
async function firstFailure(plant: FleetPlantName, seeds: number) {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await runFleet({ seed, plant });
    if (violations.length > 0) return new Set(violations.map(({ kind }) => kind));
  }
  return undefined;
}

test("eight fleets break no rule, and things did happen in them", async () => {
  const runs: FleetRunSummary[] = [];
  for (let seed = 1; seed <= 8; seed += 1) runs.push(fleetSummaryOf(await runFleet({ seed })));
  expect(runs.flatMap(({ violations }) => violations)).toEqual([]);
  const summary = addUpFleets(runs);
  expect(summary.streams).toBeGreaterThan(40);
  expect(summary.handovers).toBeGreaterThan(100);
  expect(summary.kills).toBeGreaterThan(5);
  expect(summary.carriers).toBeGreaterThan(10);
  expect(summary.longestWaitMs).toBeGreaterThan(0);
});

test("a fleet's seed gives the same trace twice, byte by byte", async () => {
  const one = await runFleet({ seed: 9, traced: true });
  const other = await runFleet({ seed: 9, traced: true });
  expect(one.trace.length).toBeGreaterThan(200);
  expect(other.trace.join("\n")).toBe(one.trace.join("\n"));
});

test.each<[FleetPlantName, string]>([
  ["seat-without-cas", "doubleOwners"],
  ["rest-while-waiting", "rule"],
  ["silent-breaks", "rule"],
  ["shared-bound-exhaustible", "starved"],
])("the planted bug %s is found within ten seeds", async (plant, kind) => {
  expect([...((await firstFailure(plant, 10)) ?? [])]).toContain(kind);
});

test("every bug that can be planted in a fleet has a test above", () => {
  expect(Object.keys(FLEET_PLANTS)).toEqual([
    "seat-without-cas",
    "rest-while-waiting",
    "silent-breaks",
    "shared-bound-exhaustible",
  ]);
});

test("a fleet's plan depends on nothing but its seed, and seeds cover every kind of accident and stream", () => {
  const plans = Array.from({ length: 200 }, (_, seed) => planFleet(seed));
  expect(plans).toEqual(Array.from({ length: 200 }, (_, seed) => planFleet(seed)));
  const kinds = new Set(plans.flatMap(({ accidents }) => accidents.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([...FLEET_ACCIDENT_KINDS].sort());
  expect(plans.some(({ accidents }) => accidents.length === 0)).toBe(true);
  const intervals = plans.map(({ streams }) => streams.map(({ eventIntervalMs }) => eventIntervalMs));
  expect(intervals.some((each) => Math.max(...each) >= 1_000 * Math.min(...each))).toBe(true);
  const streams = plans.flatMap((plan) => plan.streams);
  expect(streams.some(({ startsLast }) => startsLast)).toBe(true);
  expect(streams.some(({ stopAfterMs }) => stopAfterMs === undefined)).toBe(true);
  const crowded = plans.filter(
    (plan) => plan.streams.length > plan.carriers.capacity * plan.carriers.maxCarriers,
  );
  expect(crowded.length).toBeGreaterThan(0);
});
