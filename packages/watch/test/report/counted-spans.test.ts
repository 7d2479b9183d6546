import { expect, test } from "vitest";
import { countedSpans, type Sample } from "../../src/report/counted-spans.ts";

const at = (seconds: number, received: number): Sample => ({
  ...{ atMs: seconds * 1_000, received },
  ...{ stored: received, duplicates: Math.floor(received / 10) },
});

const lines = (...samples: Sample[]) =>
  countedSpans(samples).map(({ fromMs, untilMs, received }) => [fromMs / 1_000, untilMs / 1_000, received]);

test("what came lies between the looks that found other counts", () => {
  expect(lines()).toEqual([]);
  expect(lines(at(0, 5))).toEqual([]);
  expect(lines(at(0, 0), at(2, 10), at(4, 30))).toEqual([
    [0, 2, 10],
    [2, 4, 20],
  ]);
});

test("counts that stand still until they are saved again are no time without events; those that do for longer are", () => {
  expect(lines(at(0, 0), at(50, 0), at(60, 60))).toEqual([[0, 60, 60]]);
  expect(lines(at(0, 60), at(100, 60), at(102, 64), at(200, 64))).toEqual([
    [0, 100, 0],
    [100, 102, 4],
    [102, 200, 0],
  ]);
});

test("where counts begin anew nobody knows what came", () => {
  expect(lines(at(0, 100), at(2, 0), at(4, 8))).toEqual([[2, 4, 8]]);
});
