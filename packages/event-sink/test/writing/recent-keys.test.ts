import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecentKeys } from "../../src/writing/recent-keys.ts";

test("at least the newer half of the keys that there is room for is remembered, and nothing that was not added", () => {
  const keys = fc.array(fc.constantFrom(..."abcdefgh"), { maxLength: 80 });
  fc.assert(
    fc.property(keys, fc.integer({ min: 0, max: 7 }), (added, max) => {
      const recent = createRecentKeys(max);
      for (const [index, key] of added.entries()) {
        recent.add(key);
        expect(recent.size).toBeLessThanOrEqual(max);
        const newest = max === 0 ? [] : added.slice(0, index + 1).slice(-Math.max(1, Math.floor(max / 2)));
        for (const each of newest) expect(recent.has(each)).toBe(true);
        for (const other of "abcdefghi") {
          if (recent.has(other)) expect(added.slice(0, index + 1)).toContain(other);
        }
      }
    }),
  );
});

test("of a long stream as many keys are remembered as there is room for", () => {
  const recent = createRecentKeys(10);
  for (let index = 0; index < 1_000; index += 1) recent.add(String(index));
  expect(recent.size).toBe(10);
  expect(Array.from({ length: 10 }, (_, index) => recent.has(String(990 + index)))).toEqual(
    Array(10).fill(true),
  );
});
