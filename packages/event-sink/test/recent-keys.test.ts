import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecentKeys } from "../src/recent-keys.ts";

test("the keys used last are remembered, as many as there is room for", () => {
  const keys = fc.array(fc.tuple(fc.constantFrom("add", "has"), fc.constantFrom(..."abcdefgh")), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(keys, fc.integer({ min: 0, max: 5 }), (steps, max) => {
      const recent = createRecentKeys(max);
      let model: string[] = [];
      for (const [step, key] of steps) {
        const isKnown = model.includes(key);
        if (step === "has") expect(recent.has(key)).toBe(isKnown);
        else recent.add(key);
        if (step === "add" || isKnown) model = [key, ...model.filter((other) => other !== key)].slice(0, max);
        expect(recent.size).toBe(model.length);
      }
    }),
  );
});
