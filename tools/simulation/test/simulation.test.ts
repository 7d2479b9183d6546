import { coverage } from "@unbounded-streams/stream-ledger";
import { expect, test } from "vitest";
import { PLANTS, type PlantName, planRun, type RunSummary, runSimulation, summaryOf } from "../src/index.ts";
import type { RunPlan } from "../src/plan/run-plan.ts";

/** Runs seeds until one fails. */
async function firstFailure(plant: PlantName, seeds: number) {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await runSimulation({ seed, plant });
    if (violations.length > 0) return { seed, kinds: new Set(violations.map(({ kind }) => kind)) };
  }
  return undefined;
}

test("twenty seeds break no rule, and things did happen in them", async () => {
  const runs: RunSummary[] = [];
  for (let seed = 1; seed <= 20; seed += 1) runs.push(summaryOf(await runSimulation({ seed })));
  expect(runs.flatMap(({ violations }) => violations)).toEqual([]);
  const total = (of: "handovers" | "kills" | "reconnects" | "successors") =>
    runs.reduce((sum, run) => sum + run[of], 0);
  expect(total("handovers")).toBeGreaterThan(100);
  expect(total("kills")).toBeGreaterThan(20);
  expect(total("reconnects")).toBeGreaterThan(100);
  expect(total("successors")).toBeGreaterThan(20);
});

test("the ledger knows of gaps, and how certain they are", async () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= 10; seed += 1) {
    const { history } = await runSimulation({ seed });
    const untilMs = history.streamOver?.atMs ?? history.endMs;
    expect(history.ledger.length).toBeGreaterThan(2);
    for (const { certainty } of coverage(history.ledger, history.startMs, untilMs).gaps) kinds.add(certainty);
  }
  expect([...kinds].sort()).toEqual(["excluded", "proven", "suspected"]);
});

test.each([13, 20])("seed %i gives the same trace twice, byte by byte", async (seed) => {
  const one = await runSimulation({ seed, traced: true });
  const other = await runSimulation({ seed, traced: true });
  expect(one.trace.length).toBeGreaterThan(200);
  expect(other.trace.join("\n")).toBe(one.trace.join("\n"));
});

test("writing a trace does not change what happens", async () => {
  const traced = await runSimulation({ seed: 13, traced: true });
  const silent = await runSimulation({ seed: 13 });
  expect(silent.trace).toEqual([]);
  expect(summaryOf(silent)).toEqual(summaryOf(traced));
  expect(silent.history.leaseChanges).toEqual(traced.history.leaseChanges);
});

test.each<[PlantName, string]>([
  ["no-epoch-condition", "doubleOwners"],
  ["reopen-after-claim", "doubleOwners"],
  ["checkpoint-before-flush", "rule"],
  ["silent-breaks", "rule"],
  ["forgotten-breaks", "rule"],
])("the planted bug %s is found within five seeds", async (plant, kind) => {
  const failure = await firstFailure(plant, 5);
  expect([...(failure?.kinds ?? [])]).toContain(kind);
});

/** A time in which every connection fails right after its claim, from the kill of the one that is up on. */
function failingFor(durationMs: number) {
  return (plan: RunPlan): RunPlan => ({
    ...plan,
    accidents: [
      { atMs: 60_000, kind: "failing", durationMs },
      { atMs: 60_001, kind: "kill", durationMs: 0 },
    ],
    relay: { ...plan.relay, lifetimeSeconds: 900, handoverLeadSeconds: 20, maxTurns: 40 },
    ...{ revokedAtMs: undefined, secondStartAtMs: undefined },
  });
}

test.each([1, 2, 3])(
  "while every connection fails the pauses grow, and it goes on afterwards: seed %i",
  async (seed) => {
    const { history, violations } = await runSimulation({ seed, adapt: failingFor(600_000) });
    expect(violations).toEqual([]);
    const claims = history.claims.filter(({ atMs }) => atMs < history.startMs + 660_000);
    expect(claims.length).toBeGreaterThan(5);
    expect(claims.length).toBeLessThan(16);
  },
);

test("the planted bug no-pause is found while every connection fails", async () => {
  const { violations } = await runSimulation({ seed: 1, plant: "no-pause", adapt: failingFor(60_000) });
  expect(violations.map(({ what }) => what).join()).toMatch(
    /claims within 60 s while every connection failed/,
  );
});

test("every bug that can be planted has a test above", () => {
  expect(Object.keys(PLANTS)).toEqual([
    "no-epoch-condition",
    "reopen-after-claim",
    "checkpoint-before-flush",
    "silent-breaks",
    "forgotten-breaks",
    "no-pause",
  ]);
});

test("a plan depends on nothing but its seed, and seeds cover every kind of source", () => {
  const plans = Array.from({ length: 200 }, (_, seed) => planRun(seed));
  expect(plans).toEqual(Array.from({ length: 200 }, (_, seed) => planRun(seed)));
  expect(new Set(plans.map(({ source }) => source.mode)).size).toBe(3);
  expect(new Set(plans.map(({ source }) => source.canResume)).size).toBe(2);
  expect(new Set(plans.flatMap(({ accidents }) => accidents.map(({ kind }) => kind))).size).toBe(12);
  expect(plans.some(({ accidents }) => accidents.length === 0)).toBe(true);
});
