import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frame, FrameInvalidError, ndjson } from "../../../src/index.ts";
import { comparable, cutsOf, decodeAll, single, texts, utf8 } from "../decode.ts";

describe("ndjson", () => {
  it("hands over each line's bytes as they came, and its value", () => {
    const { frames } = decodeAll(ndjson(), [utf8('{"a": 1}\r\n[ 2 ]\n"ä"\n')]);
    expect(frames.map(({ text }) => text)).toEqual(['{"a": 1}', "[ 2 ]", '"ä"']);
    expect(frames.map((frame) => frame.json())).toEqual([{ a: 1 }, [2], "ä"]);
  });

  it("drops blank lines, which are keep-alives", () => {
    expect(texts(decodeAll(ndjson(), [utf8("\n \t\r\n1\n\r\n")]))).toEqual(["1"]);
  });

  it("gives a line that is not JSON to read, and an error that carries it when its value is asked for", () => {
    const [frame] = decodeAll(ndjson(), [utf8('{"a":\n')]).frames;
    expect(frame?.text).toBe('{"a":');
    expect(() => frame?.json()).toThrow(FrameInvalidError);
    expect(() => frame?.json()).toThrow(/a frame of 5 bytes is not JSON/);
  });

  it("by option refuses a line that is not JSON while reading, with an error that carries it, after the lines before", () => {
    const frames: Frame[] = [];
    let error: unknown;
    try {
      ndjson({ validate: true }).decoder().decode(utf8('{"a":1}\n{"a":\n{"a":2}\n'), frames);
    } catch (caught) {
      error = caught;
    }
    expect(frames.map(({ text }) => text)).toEqual(['{"a":1}']);
    expect(error).toBeInstanceOf(FrameInvalidError);
    expect(error).toMatchObject({ code: "FRAME_INVALID", bytes: utf8('{"a":') });
  });

  it("never delivers a number that may have been cut short", () => {
    const { frames, truncated } = decodeAll(ndjson(), [utf8("1\n12")]);
    expect(frames).toHaveLength(1);
    expect(truncated?.bytes).toEqual(utf8("12"));
  });

  it("gives back any JSON values whatever the chunking and the line ends", () => {
    const body = fc
      .array(fc.tuple(fc.json(), fc.constantFrom("\n", "\r\n", "\n\n", "\n \n")))
      .chain((rows) => {
        const whole = utf8(rows.map(([json, end]) => json + end).join(""));
        return cutsOf(whole).map((cut) => ({ rows, whole, cut }));
      });
    fc.assert(
      fc.property(body, ({ rows, whole, cut }) => {
        const decoded = decodeAll(ndjson(), cut);
        expect(texts(decoded)).toEqual(rows.map(([json]) => json));
        expect(decoded.truncated).toBeUndefined();
        expect(comparable(decoded)).toEqual(comparable(decodeAll(ndjson(), [whole])));
      }),
    );
  });

  it("by option leaves out what some sources put around the lines", () => {
    const body = '[\r\n\x1e{"a":1},\n \x1e\n,{"b":[2]}\t,\r\n"[",\n],\n]\n[3]\n,\n4 ,\n';
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      const decoded = decodeAll(ndjson({ lenient: true, validate: true }), pieces);
      expect(texts(decoded)).toEqual(['{"a":1}', '{"b":[2]}', '"["', "[3]", "4"]);
    }
    expect(texts(decodeAll(ndjson(), [utf8("[\n1,\n\x1e2\n")]))).toEqual(["[", "1,", "\x1e2"]);
  });

  it("by option keeps all of a text, whatever surrounds it", () => {
    const around = fc.string({ unit: fc.constantFrom(" ", "\t", ",", "\u001e") });
    const body = fc
      .array(fc.tuple(around, fc.json(), around, fc.constantFrom("\n", "\r\n", "\n[\n", "\n],\n")))
      .chain((rows) => {
        const whole = utf8(rows.map((row) => row.join("")).join(""));
        return cutsOf(whole).map((cut) => ({ rows, cut }));
      });
    fc.assert(
      fc.property(body, ({ rows, cut }) => {
        expect(texts(decodeAll(ndjson({ lenient: true }), cut))).toEqual(rows.map(([, json]) => json.trim()));
      }),
    );
  });
});
