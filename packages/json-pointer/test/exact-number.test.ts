import fc from "fast-check";
import { expect, it } from "vitest";
import { ExactNumber, parseDigits, parseExactly, valueAt } from "../src/index.ts";

it.each(["9007199254740993", "18446744073709551615", "-9007199254740993", "1.10", "1e400", "0.1", "-1.5E-3"])(
  "keeps the digits of %s",
  (digits) => {
    expect(parseExactly(`{"id":[${digits}]}`)).toEqual({ id: [new ExactNumber(digits)] });
  },
);

it.each(["0", "-1", "1.5e3", "9007199254740991"])("leaves %s a number", (digits) => {
  expect(parseExactly(digits)).toBe(Number(digits));
});

it("leaves all else as JSON.parse has it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      const plain = JSON.parse(JSON.stringify(parseExactly(text)), (_, member) =>
        member?.digits === undefined ? member : Number(member.digits),
      );
      expect(plain).toEqual(JSON.parse(text));
    }),
  );
});

it("throws what JSON.parse throws", () => {
  expect(() => parseExactly("{")).toThrow(SyntaxError);
});

it("has no inside that a pointer could name", () => {
  const document = parseExactly('{"id":9223372036854775807}');
  expect(valueAt(document, ["id"])).toBeInstanceOf(ExactNumber);
  expect(valueAt(document, ["id", "digits"])).toBeUndefined();
});

it.each(["0", "-0", "1.0", "1e3", "42", "9007199254740993"])(
  "can keep the digits of %s, as of any number",
  (digits) => {
    expect(parseDigits(`{"id":[${digits},"1"]}`)).toEqual({ id: [new ExactNumber(digits), "1"] });
  },
);
