import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonPointer, parseJsonPointer, valueAt } from "../src/index.ts";

// RFC 6901, section 5.
const DOCUMENT = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

const at = (pointer: string, document: unknown = DOCUMENT) => valueAt(document, parseJsonPointer(pointer));

describe("a JSON Pointer", () => {
  it.each([
    ["", DOCUMENT],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("%j names what RFC 6901 says", (pointer, value) => {
    expect(at(pointer)).toEqual(value);
  });

  it.each([
    "/foo/2",
    "/foo/01",
    "/foo/-",
    "/foo/length",
    "/foo/0/0",
    "/toString",
    "/__proto__",
    "/nothing/at/all",
  ])("%j names nothing here", (pointer) => {
    expect(at(pointer)).toBeUndefined();
  });

  it.each([null, 1, "text", true, undefined])("names nothing inside %j", (document) => {
    expect(at("/0", document)).toBeUndefined();
  });

  it("finds any member by its name, escaped", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 4 }), (names) => {
        const document = names.reduceRight<unknown>(
          (inner, name) => Object.fromEntries([[name, inner]]),
          "found",
        );
        const pointer = names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
        expect(isJsonPointer(pointer)).toBe(true);
        expect(at(pointer, document)).toBe("found");
      }),
    );
  });

  it.each([["/a", "/", "/a~0b/~1", "//"]])("is text that begins with a slash", (...pointers) => {
    for (const pointer of pointers) expect(isJsonPointer(pointer)).toBe(true);
  });

  it.each(["", "a", "a/b", "/~", "/a~2", 7, null, undefined, ["/a"]])("is not %j", (value) => {
    expect(isJsonPointer(value)).toBe(false);
  });
});
