import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf } from "../../src/report/coverage.ts";

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });

describe("coverage", () => {
  it("measures gaps, overlap and cover between the first connection and the end", () => {
    expect(coverageOf([span(0, 10), span(8, 20), span(25, 30), span(33, 40)], 50)).toEqual({
      coveredMs: 32,
      gapMs: 18,
      gaps: 3,
      longestGapMs: 10,
      overlapMs: 2,
    });
  });

  it("sees no gap where one connection begins at the moment at which another ends", () => {
    expect(coverageOf([span(0, 10), span(10, 20)], 20)).toMatchObject({
      gaps: 0,
      overlapMs: 0,
      coveredMs: 20,
    });
  });

  it("leaves out what comes after the end, and pauses within the tolerance", () => {
    expect(coverageOf([span(0, 10), span(40, 60)], 30, 50)).toMatchObject({ gaps: 0, coveredMs: 10 });
  });

  it("counts the time with three connections as overlap once", () => {
    expect(coverageOf([span(0, 10), span(0, 10), span(0, 10)], 10)).toMatchObject({
      overlapMs: 10,
      coveredMs: 10,
    });
  });

  it("splits the whole time into covered and uncovered", () => {
    const spans = fc.array(
      fc.tuple(fc.nat(1000), fc.nat(300)).map(([fromMs, lengthMs]) => span(fromMs, fromMs + lengthMs)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(spans, (intervals) => {
        const { coveredMs, gapMs, overlapMs } = coverageOf(intervals, 1500);
        expect(coveredMs + gapMs).toBe(1500 - Math.min(...intervals.map(({ fromMs }) => fromMs)));
        expect(overlapMs).toBeLessThanOrEqual(coveredMs);
      }),
    );
  });
});
