import fc from "fast-check";
import { expect, test } from "vitest";
import { createConcurrency } from "../../src/writing/concurrency.ts";

test("it begins at the maximum, and halves when a request is throttled", () => {
  const concurrency = createConcurrency(48);
  expect(concurrency.limit).toBe(48);
  concurrency.throttled(concurrency.begin());
  expect(concurrency.limit).toBe(24);
});

test("requests that were out together cut once", () => {
  const concurrency = createConcurrency(48);
  const together = [concurrency.begin(), concurrency.begin(), concurrency.begin()];
  for (const request of together) concurrency.throttled(request);
  expect(concurrency.limit).toBe(24);
  concurrency.throttled(concurrency.begin());
  expect(concurrency.limit).toBe(12);
});

test("a round of successes makes room for one more, up to the maximum", () => {
  const concurrency = createConcurrency(4);
  concurrency.throttled(concurrency.begin());
  const limits = Array.from({ length: 7 }, () => {
    concurrency.succeeded();
    return concurrency.limit;
  });
  expect(limits).toEqual([2, 3, 3, 3, 4, 4, 4]);
});

test("whatever happens it stays from 1 to the maximum, and full speed comes back", () => {
  const steps = fc.array(fc.constantFrom("begin", "success", "throttle"), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 64 }), (sequence, max) => {
      const concurrency = createConcurrency(max);
      for (const step of sequence) {
        if (step === "success") concurrency.succeeded();
        else if (step === "throttle") concurrency.throttled(concurrency.begin());
        else concurrency.begin();
        expect(concurrency.limit).toBeGreaterThanOrEqual(1);
        expect(concurrency.limit).toBeLessThanOrEqual(max);
      }
      for (let success = 0; success < (max * (max + 1)) / 2; success += 1) concurrency.succeeded();
      expect(concurrency.limit).toBe(max);
    }),
  );
});
