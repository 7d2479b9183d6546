import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holderPace, timeBudget } from "../../src/lease/time-budget.ts";

const nowMs = Date.UTC(2030, 0, 1);

/** The moments of an invocation, counted from its start. */
function momentsOf(remainingMs: number, lifetimeMs: number, handoverLeadMs: number) {
  const budget = timeBudget({ nowMs, remainingMs, lifetimeMs, handoverLeadMs });
  return {
    handover: budget.handoverAtMs - nowMs,
    stop: budget.stopAtMs - nowMs,
    deadline: budget.deadlineMs - nowMs,
    expires: budget.expiresAtMs - nowMs,
  };
}

describe("an invocation's time", () => {
  it.each([
    [
      "is the configured lifetime when the platform gives more",
      [900_000, 60_000, 20_000],
      { handover: 40_000, stop: 58_000, deadline: 60_000, expires: 120_000 },
    ],
    [
      "is what the platform gives when that is less",
      [45_000, 900_000, 10_000],
      { handover: 35_000, stop: 43_000, deadline: 45_000, expires: 105_000 },
    ],
    [
      "keeps half of a short lead for the last writes",
      [6_000, 6_000, 2_000],
      { handover: 4_000, stop: 5_000, deadline: 6_000 },
    ],
    [
      "is open to the successor from the start when the lead is longer than what is left",
      [10_000, 900_000, 30_000],
      { handover: 0, stop: 8_000, deadline: 10_000 },
    ],
    [
      "is half for reading even when a moment is left",
      [1_000, 900_000, 30_000],
      { handover: 0, stop: 500, deadline: 1_000 },
    ],
    ["may be nothing", [0, 900_000, 30_000], { handover: 0, stop: 0, deadline: 0, expires: 60_000 }],
    ["is nothing when it is overdrawn", [-50, 900_000, 30_000], { handover: 0, stop: 0, deadline: 0 }],
  ] as const)("%s", (_, [remainingMs, lifetimeMs, handoverLeadMs], expected) => {
    expect(momentsOf(remainingMs, lifetimeMs, handoverLeadMs)).toMatchObject(expected);
  });

  it.each([
    ["up, when a lead is long enough", 900_000, 135_000, 500, 766_000],
    ["not at all when it is on one", 900_000, 135_000, 0, 765_000],
    ["up, when no more than a tenth of a short lead is lost", 6_000, 1_000, 950, 6_000],
    ["not at all when more than a tenth of a short lead would be lost", 6_000, 1_000, 600, 5_600],
  ])("has its handover rounded to a full second %s", (_, lifetimeMs, handoverLeadMs, lateMs, handoverMs) => {
    const options = { nowMs: nowMs + lateMs, remainingMs: lifetimeMs, lifetimeMs, handoverLeadMs };
    expect(timeBudget(options).handoverAtMs - nowMs).toBe(handoverMs);
  });

  it("always goes: start, handover, deadline, expiry; and stops between start and deadline", () => {
    const ms = fc.integer({ min: 0, max: 2_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 2_000_000 }), ms, ms, (remaining, lifetime, lead) => {
        const { handover, stop, deadline, expires } = momentsOf(remaining, lifetime, lead);
        expect(handover).toBeGreaterThanOrEqual(0);
        expect(deadline).toBeGreaterThanOrEqual(handover);
        expect(expires).toBeGreaterThan(deadline);
        expect(stop).toBeGreaterThanOrEqual(deadline / 2);
        expect(stop).toBeLessThanOrEqual(deadline);
        expect(deadline - stop).toBeLessThanOrEqual(2_000);
      }),
    );
  });
});

describe("a holder's pace", () => {
  it.each([
    [900_000, { saveIntervalMs: 4_000, slowestSaveIntervalMs: 60_000, watchIntervalMs: 500, drainMs: 500 }],
    [20_000, { saveIntervalMs: 4_000, slowestSaveIntervalMs: 60_000, watchIntervalMs: 500, drainMs: 500 }],
    [2_000, { saveIntervalMs: 1_000, slowestSaveIntervalMs: 15_000, watchIntervalMs: 50, drainMs: 50 }],
  ])("with a lead of %i ms fits it", (leadMs, expected) => {
    expect(holderPace(leadMs)).toEqual(expected);
  });
});
