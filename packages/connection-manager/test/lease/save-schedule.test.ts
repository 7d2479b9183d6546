import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SaveSchedule } from "../../src/lease/save-schedule.ts";
import { holderPace } from "../../src/lease/time-budget.ts";

const pace = holderPace(30_000);

/** When saves are due, in seconds after the claim, until `untilSeconds`. */
function dueSeconds(handoverSeconds: number, untilSeconds: number): number[] {
  const budget = { handoverAtMs: handoverSeconds * 1_000 };
  const schedule = new SaveSchedule({ claimedAtMs: 0, budget, pace });
  const due: number[] = [];
  while (schedule.dueMs <= untilSeconds * 1_000) {
    due.push(schedule.dueMs / 1_000);
    schedule.passed(schedule.dueMs);
  }
  return due;
}

const every = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

describe("checkpoints", () => {
  it("are written more and more seldom after the claim, right at the handover, and every 4 s from then on", () => {
    expect(dueSeconds(870, 880)).toEqual([4, 12, 28, ...every(60, 840, 60), 870, 874, 878]);
    expect(dueSeconds(30, 40)).toEqual([4, 12, 28, 30, 34, 38]);
  });

  it("are tried again after 4 s when the lease has not taken one", () => {
    const schedule = new SaveSchedule({ claimedAtMs: 0, budget: { handoverAtMs: 870_000 }, pace });
    for (const seconds of dueSeconds(870, 300)) schedule.passed(seconds * 1_000);
    expect(schedule.dueMs).toBeGreaterThan(340_000);
    schedule.failed(296_000);
    expect(schedule.dueMs).toBe(300_000);
  });

  it("are never more than a minute apart, and one is always written right at the handover", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (handover) => {
        const due = dueSeconds(handover, handover + 100);
        expect(due).toContain(handover);
        const gaps = due.map((seconds, index) => seconds - (due[index - 1] ?? 0));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
        expect(Math.min(...gaps)).toBeGreaterThan(0);
      }),
    );
  });
});
