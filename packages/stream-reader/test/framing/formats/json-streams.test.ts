import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  concatenatedJson,
  FrameInvalidError,
  jsonSequence,
  type TruncatedRecord,
} from "../../../src/index.ts";
import { cutsOf, decodeAll, single, texts, utf8 } from "../decode.ts";

describe("concatenatedJson", () => {
  it("needs nothing between texts, and takes white space", () => {
    const body = '\uFEFF{"a":"}{\\""}{"b":[{}]} [1]"x"true null\n-1.5e3"y\\\\"7{}';
    const expected = [
      '{"a":"}{\\""}',
      '{"b":[{}]}',
      "[1]",
      '"x"',
      "true",
      "null",
      "-1.5e3",
      '"y\\\\"',
      "7",
      "{}",
    ];
    expect(texts(decodeAll(concatenatedJson(), [utf8(body)]))).toEqual(expected);
    expect(texts(decodeAll(concatenatedJson(), single(utf8(body))))).toEqual(expected);
  });

  it("delivers an object with its last byte, and a number with the byte after it", () => {
    const decoder = concatenatedJson().decoder();
    expect(decoder.decode(utf8('{"a":1}'))).toHaveLength(1);
    expect(decoder.decode(utf8("12"))).toHaveLength(0);
    expect(decoder.decode(utf8(" "))).toHaveLength(1);
  });

  it("takes half a byte order mark at the end for cut off, within the bound", () => {
    const half = Uint8Array.of(0xef, 0xbb);
    expect(decodeAll(concatenatedJson(), [half]).truncated?.bytes).toEqual(half);
    const decoder = concatenatedJson().decoder({ maxFrameBytes: 1 });
    decoder.decode(half);
    expect(() => decoder.end()).toThrow(expect.objectContaining({ code: "FRAME_TOO_LARGE" }));
  });

  it("takes a number at the end for cut off, unless told otherwise; an object always", () => {
    expect(decodeAll(concatenatedJson(), [utf8("1 23")]).truncated?.bytes).toEqual(utf8("23"));
    const accepting = concatenatedJson({ acceptUnterminated: true });
    expect(texts(decodeAll(accepting, [utf8("1 23")]))).toEqual(["1", "23"]);
    expect(decodeAll(accepting, [utf8('{"a"')]).truncated?.bytes).toEqual(utf8('{"a"'));
  });

  it("refuses a byte that no text begins with", () => {
    for (const body of ["{},{}", "{}]", "\u001e{}", "a"]) {
      expect(() => decodeAll(concatenatedJson(), [utf8(body)])).toThrow(FrameInvalidError);
    }
  });

  it("leaves it to the parser, or to the option, to find what is wrong inside", () => {
    const [frame] = decodeAll(concatenatedJson(), [utf8("{a}")]).frames;
    expect(() => frame?.json()).toThrow(FrameInvalidError);
    expect(() => decodeAll(concatenatedJson({ validate: true }), [utf8("{a}")])).toThrow(FrameInvalidError);
  });

  it("gives back any values whatever the chunking", () => {
    const body = fc.array(fc.json()).chain((values) => {
      const bytes = utf8(values.map((value) => (/^[-\dtfn]/.test(value) ? `${value} ` : value)).join(""));
      return cutsOf(bytes).map((cut) => ({ values, cut }));
    });
    fc.assert(
      fc.property(body, ({ values, cut }) => {
        expect(texts(decodeAll(concatenatedJson(), cut))).toEqual(values);
      }),
    );
  });
});

describe("jsonSequence (RFC 7464)", () => {
  it("delivers what stands after each separator; several in a row are as one", () => {
    const body = utf8('\x1e{"a":\n1}\n\x1e\x1e"b"\n\x1e\n2\n\x1etrue \x1e[]');
    const expected = ['{"a":\n1}', '"b"', "2", "true", "[]"];
    expect(texts(decodeAll(jsonSequence(), [body]))).toEqual(expected);
    expect(texts(decodeAll(jsonSequence(), single(body)))).toEqual(expected);
  });

  it("delivers an object before the next separator comes", () => {
    expect(jsonSequence().decoder().decode(utf8("\x1e{}\n"))).toHaveLength(1);
  });

  it("drops and reports elements that are cut off or not JSON, and goes on after them (2.3, 2.4)", () => {
    const invalid: TruncatedRecord[] = [];
    const format = jsonSequence({ onInvalid: (record) => invalid.push({ bytes: record.bytes.slice() }) });
    const body = utf8('junk\x1e{"a":\x1e12\x1e{"b":1}\x1etru\x1e}x\x1e1{}\n\x1e[2] 3\n\x1e"c"');
    for (const chunks of [[body], single(body)]) {
      invalid.length = 0;
      expect(texts(decodeAll(format, chunks))).toEqual(['{"b":1}', "[2]", '"c"']);
      expect(invalid.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
        "junk",
        '{"a":',
        "12",
        "tru",
        "}x",
        "1{}\n",
        "3\n",
      ]);
    }
  });

  it("refuses such elements when nobody wants to hear of them", () => {
    expect(() => decodeAll(jsonSequence(), [utf8('\x1e{"a":\x1e')])).toThrow(FrameInvalidError);
  });

  it("reports a number that the end may have cut off", () => {
    const { frames, truncated } = decodeAll(jsonSequence(), [utf8("\x1e1\n\x1e23")]);
    expect(frames).toHaveLength(1);
    expect(truncated?.bytes).toEqual(utf8("23"));
  });
});
