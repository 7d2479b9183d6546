import { expect, test } from "vitest";
import { gapsOf } from "../src/checkers/check-gaps.ts";
import type { RunPlan, SourcePlan } from "../src/plan/run-plan.ts";
import { runSimulation } from "../src/run-simulation.ts";

const NO_FAULTS = { throttle: 0, lostRequest: 0, lostReply: 0, failAfterWrite: 0, silence: 0, late: 0 };

/** Half an hour of connections that live for a minute, with nothing in their way, then a stop. */
function calm(mode: SourcePlan["mode"], canResume: boolean, maxTurns: number) {
  return (plan: RunPlan): RunPlan => ({
    ...plan,
    source: { ...plan.source, mode, canResume, eventCount: undefined, eventIntervalMs: 500 },
    relay: { ...plan.relay, lifetimeSeconds: 60, handoverLeadSeconds: 10, maxTurns },
    lambda: { slowStart: 0, crashAtStart: 0, duplicate: 0, lostAnswer: 0, clockSkewMs: 0 },
    table: NO_FAULTS,
    accidents: [],
    revokedAtMs: undefined,
    stopAtMs: 1_800_000,
  });
}

test.each<[SourcePlan["mode"], boolean, number]>([
  ["shared", true, 3],
  ["shared", false, 40],
  ["exclusive", true, 40],
  ["exclusive", false, 3],
])("nothing goes wrong: %s source, resumption %s, %i turns: no gap and nothing lost", async (...kind) => {
  const { history, violations } = await runSimulation({ seed: 1, adapt: calm(...kind) });
  expect(violations).toEqual([]);
  expect(gapsOf(history)).toEqual([]);
  const connected = Math.min(...history.connections.map(({ attachedAtMs }) => attachedAtMs ?? Infinity));
  const owed = history.made.filter(({ atMs }) => atMs > connected && atMs < (history.streamOver?.atMs ?? 0));
  // What is on its way when the stream is stopped need not arrive.
  expect(history.stored.size).toBeGreaterThanOrEqual(owed.length - 3);
});

test("a stop ends the execution that runs the stream within five seconds", async () => {
  for (const seed of [1, 2, 3]) {
    const { history } = await runSimulation({ seed, adapt: calm("shared", true, 40) });
    const [execution] = history.executions;
    expect(execution).toMatchObject({ status: "succeeded", result: "ended" });
    expect((execution?.endedAtMs ?? 0) - (history.streamOver?.atMs ?? 0)).toBeLessThan(5_000);
  }
});

test("a source that allows one connection is without one for less than two seconds at a handover", async () => {
  const { history, violations } = await runSimulation({ seed: 1, adapt: calm("single", true, 40) });
  expect(violations).toEqual([]);
  const gaps = gapsOf(history).map(({ fromMs, untilMs }) => untilMs - fromMs);
  expect(gaps.length).toBeGreaterThan(20);
  expect(Math.max(...gaps)).toBeLessThan(2_000);
});
