import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coverage, type Interval } from "../../src/index.ts";
import { intersect, lengthMs, subtract, union } from "../../src/intervals.ts";
import { T0 } from "../support/records.ts";
import { anyGoodHistory, anyTrueHistory, type TrueHistory } from "../support/true-history/true-history.ts";

const anyWindow = fc.oneof(
  fc.constant({ fromMs: T0 - 60_000, untilMs: T0 + 20_000_000 }),
  fc
    .tuple(fc.integer({ min: -300, max: 6_000 }), fc.integer({ min: 0, max: 9_000 }))
    .map(([from, length]) => ({ fromMs: T0 + from * 1_000, untilMs: T0 + (from + length) * 1_000 })),
);

/** When all is over. */
const DISTANT_MS = T0 + 100_000_000;

function overHistories(
  histories: fc.Arbitrary<TrueHistory>,
  check: (history: TrueHistory, window: Interval) => void,
): void {
  fc.assert(fc.property(histories, anyWindow, check), { numRuns: 3_000, seed: 2 });
}

/** Nothing of it is in the other. */
function expectApart(span: readonly Interval[], other: readonly Interval[]): void {
  expect(intersect(union(span), union(other))).toEqual([]);
}

describe("whatever has happened to a stream, and whichever of its records are missing,", () => {
  test("no time without a connection is called covered", () => {
    overHistories(anyTrueHistory, ({ records, up }, { fromMs, untilMs }) => {
      expect(subtract(coverage(records, fromMs, untilMs).covered, up)).toEqual([]);
    });
  });

  test("no gap is called proven in which somebody was up", () => {
    overHistories(anyTrueHistory, ({ records, up }, { fromMs, untilMs }) => {
      for (const gap of coverage(records, fromMs, untilMs).gaps) {
        if (gap.certainty === "proven") expectApart([gap], up);
        expect(lengthMs(subtract([gap], up))).toBeGreaterThanOrEqual(gap.provenMs);
      }
    });
  });

  test("no gap is called excluded in which somebody was up, or something was missed", () => {
    overHistories(anyTrueHistory, ({ records, up, madeGood }, { fromMs, untilMs }) => {
      const { gaps } = coverage(records, fromMs, untilMs);
      const excluded = gaps.filter(({ certainty }) => certainty === "excluded");
      expectApart(excluded, up);
      expect(subtract(union(excluded), madeGood)).toEqual([]);
    });
  });

  test("no time is called idle in which somebody was to be up and nobody was, up to the last record", () => {
    overHistories(anyTrueHistory, ({ records, up, owed, toldUntilMs }, { fromMs, untilMs }) => {
      const { idle } = coverage(records, fromMs, Math.min(untilMs, toldUntilMs));
      expectApart(idle, subtract(owed, up));
    });
  });

  test("every moment is covered, in a gap, idle or pending, and only once", () => {
    overHistories(anyTrueHistory, ({ records }, { fromMs, untilMs }) => {
      const { covered, gaps, idle, pending } = coverage(records, fromMs, untilMs);
      const parts = [...covered, ...gaps, ...idle, ...pending];
      expect(lengthMs(parts)).toBe(untilMs - fromMs);
      expect(lengthMs(union(parts))).toBe(untilMs - fromMs);
    });
  });
});

describe("with all records of a stream with which all is well,", () => {
  test("every gap is proven or excluded, but those that a connection on its way may have filled, and those after the last was up", () => {
    overHistories(anyGoodHistory, ({ records }) => {
      const untilMs = records.at(-1)?.connectedAtMs ?? T0;
      const gaps = coverage(records, T0 - 1, untilMs).gaps.filter(({ isSwap }) => !isSwap);
      for (const { certainty } of gaps) expect(["proven", "excluded"]).toContain(certainty);
    });
  });

  test("the time from its end to the next begin is idle, and so is that after the last end", () => {
    overHistories(anyGoodHistory, ({ runs, records }) => {
      const { idle, covered } = coverage(records, T0 - 1, DISTANT_MS);
      const rests = runs.map(({ connections }, index) => ({
        fromMs: connections.at(-1)?.fate.endedAtMs ?? DISTANT_MS,
        untilMs: runs[index + 1]?.connections[0]?.around.claimedAtMs ?? DISTANT_MS,
      }));
      expect(subtract(union(rests), union([...idle, ...covered]))).toEqual([]);
    });
  });
});
