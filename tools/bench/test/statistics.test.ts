import { expect, test } from "vitest";
import { median, percentile, ratiosByRound } from "../src/statistics.ts";

test("the median is the middle value, or lies between the two in the middle, whatever their order", () => {
  expect(median([30, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([10, 9, 100])).toBe(10);
});

test("ratios are taken round by round, so that a slow round changes nothing", () => {
  expect(ratiosByRound([200, 20, 300], [100, 10, 100])).toEqual({ median: 2, min: 2, max: 3 });
});

test("what cannot be compared is an error", () => {
  expect(() => median([])).toThrow(RangeError);
  expect(() => ratiosByRound([1, 2], [1])).toThrow("2 rounds cannot be compared with 1");
  expect(() => ratiosByRound([1], [0])).toThrow("round 0 has the value 0");
});

test("a percentile is the smallest value that so many do not exceed", () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentile(values, 50)).toBe(100);
  expect(percentile(values, 99)).toBe(198);
  expect(percentile(values, 100)).toBe(200);
  expect(percentile([7], 1)).toBe(7);
  expect(() => percentile([], 50)).toThrow(RangeError);
});
