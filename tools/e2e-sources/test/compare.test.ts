import { describe, expect, it } from "vitest";
import { compare, lostElsewhere } from "../src/run/compare.ts";

describe("the comparison of what was published with what is stored", () => {
  it("finds nothing wrong when each number is stored once, in whatever order", () => {
    expect(compare(3, [2, 1, 3])).toEqual({ published: 3, stored: 3, lost: [], twice: 0, foreign: 0 });
  });

  it("names the lost and counts those stored more than once", () => {
    expect(compare(5, [1, 3, 3, 3, 5, 5])).toEqual({
      ...{ published: 5, stored: 3, lost: [2, 4] },
      ...{ twice: 2, foreign: 0 },
    });
  });

  it("counts as foreign what has no number, and numbers that were never published", () => {
    expect(compare(2, [1, 2, undefined, 0, -1, 3, 1.5, Number.NaN])).toMatchObject({ stored: 2, foreign: 6 });
  });
});

describe("a loss around the kill", () => {
  it.each([
    ["what had not been sent, and what nobody listened to after", [9, 10, 11, 12], 10, []],
    ["only what came after", [11, 12], 10, []],
    ["only what had not been sent", [10], 10, []],
    ["nothing", [], 10, []],
    ["another run of numbers before", [4, 5, 10, 11], 10, [4, 5]],
    ["another run of numbers after", [11, 13], 10, [13]],
    ["a number that the kill cannot have to do with", [8], 10, [8]],
  ])("%s", (_, lost, lastBefore, elsewhere) => {
    expect(lostElsewhere(lost, lastBefore)).toEqual(elsewhere);
  });
});
