import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { expect, test } from "vitest";
import { itemSizeBytes } from "../../src/index.ts";

const sizeOf = (value: AttributeValue) => itemSizeBytes({ "": value });

test.each<[string, AttributeValue, number]>([
  ["empty text", { S: "" }, 0],
  ["text, in UTF-8", { S: "aé€🌊" }, 1 + 2 + 3 + 4],
  ["binary, raw", { B: new Uint8Array(10) }, 10],
  ["null", { NULL: true }, 1],
  ["a boolean", { BOOL: false }, 1],
  ["an empty list", { L: [] }, 3],
  ["a list", { L: [{ S: "ab" }, { NULL: true }] }, 3 + 1 + 2 + 1 + 1],
  ["an empty map", { M: {} }, 3],
  ["a map", { M: { key: { S: "ab" }, k: { L: [] } } }, 3 + 1 + 3 + 2 + 1 + 1 + 3],
  ["a set of text", { SS: ["a", "é"] }, 3],
  ["a set of numbers", { NS: ["1", "100"] }, 2 + 2],
  ["a set of binaries", { BS: [new Uint8Array(2), new Uint8Array(3)] }, 5],
])("%s counts as AWS documents it", (_, value, size) => {
  expect(sizeOf(value)).toBe(size);
});

test.each([
  ["0", 1],
  ["-0.00", 1],
  ["7", 2],
  ["99", 2],
  ["100", 2],
  ["101", 3],
  ["-101", 4],
  ["12.34", 3],
  ["1.2", 3],
  ["0.0001", 2],
  ["1e3", 2],
  ["1.5E-2", 3],
  ["1700000000000", 3],
  ["1732348800123", 8],
  ["9".repeat(38), 20],
])("the number %s counts %i bytes", (literal, size) => {
  expect(sizeOf({ N: literal })).toBe(size);
});

test("how a number is written does not change its size", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -20, max: 20 }), fc.nat(4), (digits, exponent, zeros) => {
      const padded = `${digits < 0 ? "-" : ""}${"0".repeat(zeros)}${Math.abs(digits)}.${"0".repeat(zeros)}`;
      const shifted = `${digits}${"0".repeat(zeros)}e${exponent - zeros}`;
      expect(sizeOf({ N: `${padded}e${exponent}` })).toBe(sizeOf({ N: shifted }));
    }),
  );
});

test("an aligned number is 1 byte and 1 per two digits; a misaligned or negative one a byte more", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 37n }), (value) => {
      const literal = String(value);
      const significant = literal.replace(/0+$/, "").length;
      const size = sizeOf({ N: literal });
      expect(size - 1 - Math.ceil(significant / 2)).toBeOneOf([0, 1]);
      expect(sizeOf({ N: `-${literal}` })).toBe(size + 1);
    }),
  );
});

test("an item counts the bytes of its attribute names and values, no more", () => {
  const attributes = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(attributes, (texts) => {
      const entries = Object.entries(texts);
      const item = Object.fromEntries(entries.map(([name, S]) => [name, { S }]));
      expect(itemSizeBytes(item)).toBe(new TextEncoder().encode(entries.flat().join("")).length);
    }),
  );
});
