import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance } from "../src/edit-distance.ts";

/** The definition, as it is written down: without memory. */
function defined(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const [head, tail] = [from.slice(0, -1), to.slice(0, -1)];
  const distances = [
    defined(head, to) + 1,
    defined(from, tail) + 1,
    defined(head, tail) + (from.at(-1) === to.at(-1) ? 0 : 1),
  ];
  if (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-2) && from.at(-2) === to.at(-1)) {
    distances.push(defined(from.slice(0, -2), to.slice(0, -2)) + 1);
  }
  return Math.min(...distances);
}

describe("the distance of two names", () => {
  it.each([
    ["", "", 0],
    ["key", "key", 0],
    ["", "key", 3],
    ["shard", "shards", 1],
    ["lingreMs", "lingerMs", 1],
    ["maxFlightIn", "maxInFlight", 4],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ])("of %j and %j is %i", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it("is what its definition says, and the same both ways", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(name, name, (from, to) => {
        expect(editDistance(from, to)).toBe(defined(from, to));
        expect(editDistance(to, from)).toBe(editDistance(from, to));
      }),
    );
  });
});
