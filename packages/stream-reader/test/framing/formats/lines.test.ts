import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameTooLargeError, lines } from "../../../src/index.ts";
import { comparable, cutBodies, cutsOf, decodeAll, texts, utf8 } from "../decode.ts";

describe("lines", () => {
  it("cuts at LF and CRLF, drops empty lines and hands over no terminators", () => {
    expect(texts(decodeAll(lines(), [utf8("a\nb\r\n\r\n\nc\n")]))).toEqual(["a", "b", "c"]);
  });

  it("keeps a lone CR in the line, and cuts there by option", () => {
    expect(texts(decodeAll(lines(), [utf8("a\rb\n")]))).toEqual(["a\rb"]);
    expect(texts(decodeAll(lines({ loneCr: true }), [utf8("a\rb\r\nc\nd\r")]))).toEqual(["a", "b", "c", "d"]);
  });

  it("delivers empty lines by option", () => {
    expect(texts(decodeAll(lines({ keepEmpty: true }), [utf8("a\n\nb\n")]))).toEqual(["a", "", "b"]);
  });

  it("drops one byte order mark at the very start, however it is cut", () => {
    const bytes = utf8("\uFEFFa\n\uFEFFb\n");
    for (let cut = 0; cut <= bytes.length; cut++) {
      const decoded = decodeAll(lines(), [bytes.slice(0, cut), bytes.slice(cut)]);
      expect(decoded.frames.map(({ bytes }) => bytes.length)).toEqual([1, 4]);
    }
  });

  it("puts a character together that the network cut in the middle", () => {
    const bytes = utf8("→‎ä𝄞\n");
    expect(
      texts(
        decodeAll(
          lines(),
          [...bytes].map((byte) => Uint8Array.of(byte)),
        ),
      ),
    ).toEqual(["→‎ä𝄞"]);
  });

  it("reports bytes after the last terminator as truncated, and delivers them only by option", () => {
    const { frames, truncated } = decodeAll(lines(), [utf8("whole\nha"), utf8("lf")]);
    expect(frames.map(({ text }) => text)).toEqual(["whole"]);
    expect(truncated?.bytes).toEqual(utf8("half"));

    const accepting = decodeAll(lines({ acceptUnterminated: true }), [utf8("whole\nha"), utf8("lf")]);
    expect(texts(accepting)).toEqual(["whole", "half"]);
    expect(accepting.truncated).toBeUndefined();
  });

  it("takes a line of exactly maxFrameBytes and refuses one byte more, terminated or not", () => {
    expect(texts(decodeAll(lines(), [utf8("12345\r\n")], 5))).toEqual(["12345"]);
    expect(() => decodeAll(lines(), [utf8("123456\n")], 5)).toThrow(FrameTooLargeError);
    expect(() => decodeAll(lines(), [utf8("12345"), utf8("67890")], 5)).toThrow(FrameTooLargeError);
  });

  it("has delivered the lines before one that is too large", () => {
    const frames: { text: string }[] = [];
    const decoder = lines().decoder({ maxFrameBytes: 3 });
    expect(() => decoder.decode(utf8("one\ntwo\nthree\n"), frames as never)).toThrow(FrameTooLargeError);
    expect(frames.map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it.each([
    {},
    { loneCr: true },
    { keepEmpty: true },
    { loneCr: true, keepEmpty: true, acceptUnterminated: true },
  ])("gives the same frames whatever the chunking (%o)", (options) => {
    fc.assert(
      fc.property(cutBodies(["a", "\n", "\r", "\r\n", "", "ä", "𝄞", "\uFEFF"]), ({ whole, cut }) => {
        expect(comparable(decodeAll(lines(options), cut))).toEqual(
          comparable(decodeAll(lines(options), [whole])),
        );
      }),
    );
  });

  it("agrees with a split of the whole text", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\r\n\uFEFF]/g, "."));
    const body = fc.array(line).chain((rows) => {
      const bytes = utf8(rows.map((row) => `${row}\n`).join(""));
      return cutsOf(bytes).map((cut) => ({ rows, cut }));
    });
    fc.assert(
      fc.property(body, ({ rows, cut }) => {
        expect(texts(decodeAll(lines({ keepEmpty: true }), cut))).toEqual(rows);
      }),
    );
  });

  it("accounts for every byte: frames, terminators and the truncated rest make up the body", () => {
    const bodies = cutBodies(["abc", "\n", "x\n", "ä"]).filter(
      ({ whole }) => !whole.includes(13) && whole[0] !== 0xef,
    );
    fc.assert(
      fc.property(bodies, ({ whole, cut }) => {
        const { frames, truncated } = decodeAll(lines({ keepEmpty: true }), cut);
        const bytes = frames.flatMap((frame) => [...frame.bytes, 10]);
        expect([...bytes, ...(truncated?.bytes ?? [])]).toEqual([...whole]);
      }),
    );
  });
});
