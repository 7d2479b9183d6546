import fc from "fast-check";
import { expect, test } from "vitest";
import type { Interval } from "../src/index.ts";
import { doubledMs, intersect, lengthMs, subtract, union } from "../src/intervals.ts";

const END = 40;
const anyIntervals = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: END }), fc.integer({ min: 0, max: END }))
    .map(([fromMs, untilMs]) => ({ fromMs, untilMs })),
  { maxLength: 8 },
);

/** Which of the moments are in one of the intervals. */
function moments(intervals: readonly Interval[]): boolean[] {
  return Array.from({ length: END }, (_, at) =>
    intervals.some((one) => one.fromMs <= at && at < one.untilMs),
  );
}

test("unions, differences and common parts have the moments that they should", () => {
  fc.assert(
    fc.property(anyIntervals, anyIntervals, (a, b) => {
      const [inA, inB] = [moments(a), moments(b)];
      expect(moments(union(a))).toEqual(inA);
      expect(moments(subtract(union(a), union(b)))).toEqual(inA.map((is, at) => is && !inB[at]));
      expect(moments(intersect(union(a), union(b)))).toEqual(inA.map((is, at) => is && inB[at]));
      expect(lengthMs(union(a))).toBe(inA.filter(Boolean).length);
    }),
  );
});

test("what more than one of them has is counted once", () => {
  fc.assert(
    fc.property(fc.array(anyIntervals, { maxLength: 5 }), (lists) => {
      const has = lists.map(moments);
      const doubled = Array.from({ length: END }, (_, at) => has.filter((each) => each[at]).length > 1);
      const all = [{ fromMs: 0, untilMs: END }];
      expect(doubledMs(lists.map(union), all)).toBe(doubled.filter(Boolean).length);
    }),
  );
});
