import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rhythm } from "../../src/timeouts/rhythm.ts";

const learned = { floorMs: 1_000, ceilingMs: 60_000, factor: 3 };

function heard(...gaps: number[]): Rhythm {
  const rhythm = new Rhythm(learned);
  for (const gapMs of gaps) rhythm.heard(gapMs);
  return rhythm;
}

function times(count: number, gapMs: number): number[] {
  return Array.from({ length: count }, () => gapMs);
}

describe("the rhythm of a stream", () => {
  it.each<[string, number[], number]>([
    ["is not known at first: the ceiling counts", [], 60_000],
    ["nor after a burst, however large", times(10_000, 0), 60_000],
    ["nor before it was heard for as long as the ceiling", times(59, 1_000), 60_000],
    ["is known then: three heartbeats may be missed", times(60, 1_000), 3_000],
    ["allows for the longest silence, not the usual one", [...times(6_000, 10), 9_000], 27_000],
    ["never falls below the floor", times(60_000, 1), 1_000],
    ["never rises above the ceiling", times(10, 25_000), 60_000],
    ["forgets a long silence when many ceilings have passed", [15_000, ...times(17 * 60, 1_000)], 3_000],
    ["and not before", [15_000, ...times(14 * 60, 1_000)], 45_000],
  ])("%s", (_, gaps, limitMs) => {
    expect(heard(...gaps).limitMs).toBe(limitMs);
  });

  it("learns from a silence that was taken for death: the next one may last longer", () => {
    const rhythm = heard(...times(100, 1_000));
    const limits = [rhythm.limitMs];
    for (let stall = 0; stall < 4; stall += 1) {
      rhythm.heard(rhythm.limitMs);
      limits.push(rhythm.limitMs);
    }
    expect(limits).toEqual([3_000, 9_000, 27_000, 60_000, 60_000]);
  });

  it("gives a limit between floor and ceiling whatever it hears, and remembers a bounded time", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e9, max: 1e12, noNaN: true })), (gaps) => {
        const { limitMs } = heard(...gaps);
        expect(limitMs).toBeGreaterThanOrEqual(learned.floorMs);
        expect(limitMs).toBeLessThanOrEqual(learned.ceilingMs);
        expect(heard(...gaps, ...times(17 * 60, 1_000)).limitMs).toBe(3_000);
      }),
    );
  });
});
