import { expect, test } from "vitest";
import { median, ratiosByRound } from "../src/statistics.ts";

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
