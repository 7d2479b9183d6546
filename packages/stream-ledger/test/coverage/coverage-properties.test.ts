import fc from "fast-check";
import { expect, test } from "vitest";
import { coverage, type Interval } from "../../src/index.ts";
import { lengthMs, subtract, union } from "../../src/intervals.ts";
import { anyHistory, type Happened } from "../support/history.ts";
import { T0 } from "../support/records.ts";

const anyWindow = fc
  .tuple(fc.integer({ min: -300, max: 3_000 }), fc.integer({ min: 0, max: 3_000 }))
  .map(([from, length]) => ({ fromMs: T0 + from, untilMs: T0 + from + length }));

/** The coverage by what is on record, and the truth. */
function judged(history: readonly Happened[], { fromMs, untilMs }: Interval) {
  const records = history.flatMap(({ record }) => (record === undefined ? [] : [record]));
  return {
    judgement: coverage(records, fromMs, untilMs),
    up: union(history.flatMap((connection) => connection.up)),
  };
}

function overHistories(check: (history: readonly Happened[], window: Interval) => void): void {
  fc.assert(fc.property(anyHistory, anyWindow, check), { numRuns: 3_000 });
}

test("whatever was written of them, no time without a connection is called covered", () => {
  overHistories((history, window) => {
    const { judgement, up } = judged(history, window);
    expect(subtract(judgement.covered, up)).toEqual([]);
  });
});

test("no gap is called proven in which somebody was up", () => {
  overHistories((history, window) => {
    const { judgement, up } = judged(history, window);
    for (const gap of judgement.gaps) {
      const empty = lengthMs(subtract([gap], up));
      if (gap.certainty === "proven") expect(empty).toBe(gap.untilMs - gap.fromMs);
      expect(empty).toBeGreaterThanOrEqual(gap.provenMs);
    }
  });
});

test("every moment is covered, in a gap, idle or pending, and only once", () => {
  overHistories((history, window) => {
    const { covered, gaps, idle, pending } = judged(history, window).judgement;
    const parts = [...covered, ...gaps, ...idle, ...pending];
    expect(lengthMs(parts)).toBe(window.untilMs - window.fromMs);
    expect(lengthMs(union(parts))).toBe(window.untilMs - window.fromMs);
    for (const list of [covered, gaps, idle, pending]) {
      expect(list).toEqual(list.toSorted((a, b) => a.fromMs - b.fromMs));
    }
  });
});

test("a ledger to which nothing is lacking tells the truth to the millisecond", () => {
  const complete = anyHistory.filter((all) => all.every(({ record }) => record?.outcome === "superseded"));
  fc.assert(
    fc.property(complete, anyWindow, (history, window) => {
      const { judgement, up } = judged(history, window);
      const { covered, gaps, idle, doubledMs } = judgement;
      expect(union(covered)).toEqual(subtract([...union([window])], subtract(union([window]), up)));
      expect(union([...gaps, ...idle])).toEqual(subtract(union([window]), up));
      const single = history.map((connection) =>
        lengthMs(subtract(union(connection.up), subtract(union(connection.up), union([window])))),
      );
      expect(doubledMs).toBeLessThanOrEqual(single.reduce((sum, length) => sum + length, 0));
    }),
    { numRuns: 500 },
  );
});
