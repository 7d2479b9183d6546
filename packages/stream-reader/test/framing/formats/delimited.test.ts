import { describe, expect, it } from "vitest";
import { delimited, StreamOptionError } from "../../../src/index.ts";
import { decodeAll, single, texts, utf8 } from "../decode.ts";

describe("delimited", () => {
  it("cuts at any bytes, and hands over none of them", () => {
    expect(texts(decodeAll(delimited("\0"), [utf8("a\0b\n\0\0c\0")]))).toEqual(["a", "b\n", "c"]);
    expect(
      texts(decodeAll(delimited(Uint8Array.of(13, 10, 13, 10)), [utf8("a\r\nb\r\n\r\nc\r\n\r\n")])),
    ).toEqual(["a\r\nb", "c"]);
  });

  it("finds a delimiter that the network cut, and one that begins within a part of another", () => {
    for (const body of ["x--=a--=-b--=", "--=", "----=c--="]) {
      const expected = body.split("--=").slice(0, -1).filter(Boolean);
      expect(texts(decodeAll(delimited("--="), single(utf8(body))))).toEqual(expected);
      expect(texts(decodeAll(delimited("--="), [utf8(body)]))).toEqual(expected);
    }
  });

  it("delivers nothing between two delimiters only by option, and so the rest", () => {
    const options = { keepEmpty: true, acceptUnterminated: true };
    expect(texts(decodeAll(delimited("|", options), [utf8("a||b")]))).toEqual(["a", "", "b"]);
    expect(decodeAll(delimited("||"), [utf8("a||b|")]).truncated?.bytes).toEqual(utf8("b|"));
  });

  it("needs a delimiter", () => {
    expect(() => delimited("")).toThrow(StreamOptionError);
  });
});
