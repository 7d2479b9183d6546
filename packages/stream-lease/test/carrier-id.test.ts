import fc from "fast-check";
import { expect, test } from "vitest";
import {
  carrierId,
  DEFAULT_FLEET,
  InvalidRequestError,
  isCarrierId,
  isFleetName,
  offeredTo,
  parseCarrierId,
} from "../src/index.ts";

test("a carrier has an id that says its fleet and its number", () => {
  expect(carrierId(DEFAULT_FLEET, 1)).toBe("#carrier/default/1");
  expect(parseCarrierId("#carrier/Night-shift/12")).toEqual({ fleet: "Night-shift", number: 12 });
});

test("whatever fleet and number, the id gives both back, and no other stream waits under the name of the fleet", () => {
  const fleet = fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/);
  fc.assert(
    fc.property(fleet, fc.integer({ min: 1, max: 999_999_999 }), (name, number) => {
      expect(parseCarrierId(carrierId(name, number))).toEqual({ fleet: name, number });
      expect(isFleetName(offeredTo(name))).toBe(false);
    }),
  );
});

test.each([
  "weather",
  "#carrier",
  "#carrier/default",
  "#carrier/default/",
  "#carrier/default/0",
  "#carrier/default/01",
  "#carrier/default/1.5",
  "#carrier/default/1/2",
  "#carrier/default/1\n",
  "#carrier//1",
  "#carrier/de fault/1",
  `#carrier/${"x".repeat(33)}/1`,
  "#carrier/default/1000000000",
  "x#carrier/default/1",
])("%j is no carrier's id", (id) => {
  expect(isCarrierId(id)).toBe(false);
  expect(parseCarrierId(id)).toBeUndefined();
});

test.each([
  { fleet: "", number: 1, problem: 'fleet is ""' },
  { fleet: "a/b", number: 1, problem: 'fleet is "a/b"' },
  { fleet: "x".repeat(33), number: 1, problem: "fleet is" },
  { fleet: "default", number: 0, problem: "number is 0" },
  { fleet: "default", number: 1.5, problem: "number is 1.5" },
  { fleet: "default", number: 1e21, problem: "number is" },
])("no id is made of $fleet and $number", ({ fleet, number, problem }) => {
  expect(() => carrierId(fleet, number)).toThrow(InvalidRequestError);
  expect(() => carrierId(fleet, number)).toThrow(problem);
});
