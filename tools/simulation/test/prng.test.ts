import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../src/prng.ts";

const draw = (seed: string | number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

test("a seed always gives the same numbers, and another seed gives others", () => {
  expect(draw(7, 50)).toEqual(draw(7, 50));
  expect(draw(7, 50)).not.toEqual(draw(8, 50));
});

test("its first numbers are these, so that an old seed still replays after a change here", () => {
  expect(draw(1, 3)).toEqual([0.7687510072719306, 0.6691370233893394, 0.17287564766593277]);
});

test("numbers are at least 0 and less than 1, and spread evenly", () => {
  const numbers = draw("spread", 20_000);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    numbers.filter((n) => Math.floor(n * 10) === tenth),
  );
  for (const { length } of tenths) expect(Math.abs(length - 2_000)).toBeLessThan(200);
});

test("whole numbers stay within their bounds, both included", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(20), (seed, min, width) => {
      const random = createRandom(seed);
      const drawn = Array.from({ length: 30 }, () => random.integer(min, min + width));
      expect(drawn.every((n) => Number.isInteger(n) && n >= min && n <= min + width)).toBe(true);
    }),
  );
});

test("what is drawn from a fork moves nothing in its origin", () => {
  const alone = createRandom(3);
  const forked = createRandom(3);
  const fork = forked.fork("network");
  fork.next();
  expect(forked.next()).toBe(alone.next());
  expect(createRandom(3).fork("network").next()).not.toBe(createRandom(3).fork("source").next());
});

test("a probability of 0 never happens, and 1 always does", () => {
  const random = createRandom(4);
  expect(Array.from({ length: 1_000 }, () => random.chance(0))).not.toContain(true);
  expect(Array.from({ length: 1_000 }, () => random.chance(1))).not.toContain(false);
});

test("nothing can be picked from nothing", () => {
  expect(() => createRandom(1).pick([])).toThrow(RangeError);
});
