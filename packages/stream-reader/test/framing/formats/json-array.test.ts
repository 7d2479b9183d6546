import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameInvalidError, jsonArray } from "../../../src/index.ts";
import { cutsOf, decodeAll, single, texts, utf8 } from "../decode.ts";

describe("jsonArray", () => {
  it("delivers the elements of an array that does not end, with their bytes as they came", () => {
    const body = '\uFEFF [ {"a": "],}{\\""} ,\n[ 1,2 ],"x"\t, true ,null, -1.5e3,[],';
    const expected = ['{"a": "],}{\\""}', "[ 1,2 ]", '"x"', "true", "null", "-1.5e3", "[]"];
    expect(texts(decodeAll(jsonArray(), [utf8(body)]))).toEqual(expected);
    expect(texts(decodeAll(jsonArray(), single(utf8(body))))).toEqual(expected);
  });

  it("delivers an object with its last byte, and a number with what follows it", () => {
    const decoder = jsonArray().decoder();
    expect(decoder.decode(utf8('[{"a":1}'))).toHaveLength(1);
    expect(decoder.decode(utf8(",12"))).toHaveLength(0);
    expect(decoder.decode(utf8("]"))).toMatchObject([{ text: "12" }]);
  });

  it("may end, with a comma before its end or without, be empty, and be followed by another", () => {
    expect(texts(decodeAll(jsonArray(), [utf8("[1,2]\n[3,]\n[ ] \n[4]")]))).toEqual(["1", "2", "3", "4"]);
    expect(decodeAll(jsonArray(), [utf8("[1, \n")]).truncated).toBeUndefined();
  });

  it("takes an element without an end for cut off", () => {
    expect(decodeAll(jsonArray(), [utf8("[1,23")]).truncated?.bytes).toEqual(utf8("23"));
    expect(decodeAll(jsonArray(), [utf8('[{"a":')]).truncated?.bytes).toEqual(utf8('{"a":'));
    expect(decodeAll(jsonArray(), [Uint8Array.of(0xef)]).truncated?.bytes).toEqual(Uint8Array.of(0xef));
  });

  it.each([
    '{"a":1}',
    "1,2",
    "[1 2]",
    "[{}{}]",
    "[1:2]",
    "[,1]",
    "[1,,2]",
    "[1]x",
    "[}",
    "[1}",
    "]",
    "\u001e[1]",
  ])("refuses %j, which is no array", (body) => {
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      expect(() => decodeAll(jsonArray(), pieces)).toThrow(FrameInvalidError);
    }
  });

  it("leaves it to the parser, or to the option, to find what is wrong inside an element", () => {
    const [frame] = decodeAll(jsonArray(), [utf8("[{a},")]).frames;
    expect(() => frame?.json()).toThrow(FrameInvalidError);
    expect(() => decodeAll(jsonArray({ validate: true }), [utf8("[{a},")])).toThrow(FrameInvalidError);
  });

  it("takes elements that are nested without an end up to the bound, and no further", () => {
    const depth = 1_000_000;
    const nested = "[".repeat(depth) + "]".repeat(depth);
    const [frame] = decodeAll(jsonArray(), [utf8(`[${nested},`)]).frames;
    expect(frame?.text).toBe(nested);
    const decoder = jsonArray().decoder({ maxFrameBytes: 100 });
    const pour = () => {
      for (let count = 0; count < 1000; count++) decoder.decode(utf8("[".repeat(10)));
    };
    expect(pour).toThrow(expect.objectContaining({ code: "FRAME_TOO_LARGE" }));
  });

  it("gives back any values whatever the chunking and the space between", () => {
    const space = fc.constantFrom("", " ", "\n", "\r\n\t ");
    const body = fc.array(fc.tuple(fc.json(), space, space)).chain((values) => {
      const inner = values.map(([json, before, after]) => before + json + after).join(",");
      return cutsOf(utf8(`[${inner}]`)).map((cut) => ({ values, cut }));
    });
    fc.assert(
      fc.property(body, ({ values, cut }) => {
        expect(texts(decodeAll(jsonArray(), cut))).toEqual(values.map(([json]) => json));
      }),
    );
  });
});
