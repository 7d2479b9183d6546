import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  concatenatedJson,
  delimited,
  jsonArray,
  jsonSequence,
  lengthDelimited,
  multipart,
} from "../../src/index.ts";
import { cutsOf, decodeAll, utf8 } from "./decode.ts";

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** Any body of these pieces, cut in any way. */
function bodies(...pieces: string[]) {
  return fc
    .array(fc.constantFrom(...pieces), { maxLength: 30 })
    .map((parts) => utf8(parts.join("")))
    .chain((whole) => cutsOf(whole).map((cut) => ({ whole, cut })));
}

describe("every byte is accounted for: frames, what separates them, and what was reported make up the body", () => {
  it("delimited", () => {
    fc.assert(
      fc.property(bodies("a", "b", "ab", "aab", "aaab"), ({ whole, cut }) => {
        const { frames, truncated } = decodeAll(delimited("aab", { keepEmpty: true }), cut);
        const parts = [
          ...frames.map(({ bytes }) => `${latin1(bytes)}aab`),
          latin1(truncated?.bytes ?? utf8("")),
        ];
        expect(parts.join("")).toBe(latin1(whole));
      }),
    );
  });

  it("lengthDelimited", () => {
    fc.assert(
      fc.property(bodies("\x00", "\x01", "\x02", "\x05", "a", "bc"), ({ whole, cut }) => {
        const { frames, truncated } = decodeAll(lengthDelimited(), cut);
        const parts = frames.map(({ bytes }) => String.fromCharCode(bytes.length) + latin1(bytes));
        expect(parts.join("") + latin1(truncated?.bytes ?? utf8(""))).toBe(latin1(whole));
      }),
    );
  });

  it("concatenatedJson, but for white space between texts", () => {
    fc.assert(
      fc.property(bodies('{"a":1}', "[2]", '"x"', "3 ", "true\n", " ", '{"a'), ({ whole, cut }) => {
        const { frames, truncated } = decodeAll(concatenatedJson(), cut);
        const parts =
          frames.map(({ bytes }) => latin1(bytes)).join("") + latin1(truncated?.bytes ?? utf8(""));
        expect(parts.replaceAll(/\s/g, "")).toBe(latin1(whole).replaceAll(/\s/g, ""));
      }),
    );
  });

  it("jsonArray, but for commas, brackets of the array and white space", () => {
    fc.assert(
      fc.property(bodies('{"a":1},', '"x" ,', "3,", "true\n,", " ", "{},\r\n"), ({ whole, cut }) => {
        const { frames, truncated } = decodeAll(jsonArray(), [utf8("["), ...cut]);
        const parts = frames.map(({ bytes }) => `${latin1(bytes)},`).join("");
        expect(truncated).toBeUndefined();
        expect(parts.replaceAll(/\s/g, "")).toBe(latin1(whole).replaceAll(/\s/g, ""));
      }),
    );
  });

  it("multipart, of a part that the end cuts off", () => {
    fc.assert(
      fc.property(bodies("a", "\r\n", "\n", "\r", "-", "--", "--a", "b"), ({ whole, cut }) => {
        fc.pre(!/(?:^|\n)--b/.test(latin1(whole)));
        const { frames, truncated } = decodeAll(multipart({ boundary: "b" }), [utf8("--b\r\n\r\n"), ...cut]);
        expect(frames).toEqual([]);
        expect(latin1(truncated?.bytes ?? utf8(""))).toBe(latin1(whole));
      }),
    );
  });

  it("jsonSequence, but for separators and white space", () => {
    fc.assert(
      fc.property(bodies("\x1e", "\n", '{"a":1}', "[2]", "3", "{", "junk"), ({ whole, cut }) => {
        let seen = "";
        const onInvalid = ({ bytes }: { bytes: Uint8Array }) => {
          seen += latin1(bytes);
        };
        const decoder = jsonSequence({ onInvalid }).decoder();
        for (const piece of cut) {
          const before = seen;
          seen = "";
          const frames = decoder.decode(piece).map(({ bytes }) => latin1(bytes));
          seen = before + [...frames, seen].join("");
        }
        seen += latin1(decoder.end()?.bytes ?? utf8(""));
        const bare = (text: string) =>
          [...text.replaceAll("\x1e", "").replaceAll(/\s/g, "")].toSorted().join("");
        expect(bare(seen)).toBe(bare(latin1(whole)));
      }),
    );
  });
});
