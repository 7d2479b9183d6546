import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffDelayMs } from "../src/backoff.ts";

test("a pause is never negative, never over its cap, and never over its share of the range", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.nat(1_000),
      fc.nat(60_000),
      random,
      (retry, base, cap, dice) => {
        const delay = backoffDelayMs(retry, { baseDelayMs: base, maxDelayMs: cap }, dice);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(cap);
        if (retry === 1) expect(delay).toBeLessThanOrEqual(base);
      },
    ),
  );
});

test("a base of 0 means no pause, however many retries", () => {
  expect(backoffDelayMs(5_000, { baseDelayMs: 0, maxDelayMs: 10 }, 0.5)).toBe(0);
});
