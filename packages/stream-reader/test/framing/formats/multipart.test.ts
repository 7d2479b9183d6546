import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DecoderOptions,
  type Frame,
  FrameInvalidError,
  FrameTooLargeError,
  multipart,
  StreamOptionError,
} from "../../../src/index.ts";
import { cutsOf, single, utf8 } from "../decode.ts";

const MIXED = 'multipart/mixed; boundary="b"';

interface Decoded {
  readonly parts: [string, string, Readonly<Record<string, string>> | undefined][];
  readonly truncated: string | undefined;
  readonly isOver: boolean | undefined;
}

function decoded(pieces: readonly Uint8Array[], options: DecoderOptions = {}, format = multipart()): Decoded {
  const decoder = format.decoder({ contentType: MIXED, ...options });
  const frames: Frame[] = [];
  for (const piece of pieces) decoder.decode(piece, frames);
  const { isOver } = decoder;
  const truncated = decoder.end(frames)?.bytes;
  return {
    parts: frames.map(({ text, rejected, headers }) => [rejected?.cause.code ?? "", text, headers]),
    truncated: truncated && Buffer.from(truncated).toString(),
    isOver,
  };
}

/** The texts of the parts, the same however the body is cut. */
function texts(body: string, options: DecoderOptions = {}, format = multipart()): string[] {
  const whole = decoded([utf8(body)], options, format);
  expect(decoded(single(utf8(body)), options, format)).toEqual(whole);
  return whole.parts.map(([, text]) => text);
}

describe("multipart (RFC 2046, 5.1)", () => {
  it("delivers each part with its headers, and neither preamble nor epilogue", () => {
    const body =
      "preamble\r\n--b\r\nContent-Type: text/plain\r\nX-Id:  1 \r\n\r\none\r\n--b \t\r\n\r\ntwo\r\nlines\r\n--b--\r\nepilogue\r\n--b\r\n\r\nno\r\n--b";
    const whole = decoded([utf8(body)]);
    expect(whole).toEqual({
      parts: [
        ["", "one", { "content-type": "text/plain", "x-id": "1" }],
        ["", "two\r\nlines", {}],
      ],
      truncated: undefined,
      isOver: true,
    });
    expect(decoded(single(utf8(body)))).toEqual(whole);
  });

  it("delivers a part without a length with the delimiter after it, before the line of that ends", () => {
    const decoder = multipart().decoder({ contentType: MIXED });
    expect(decoder.decode(utf8("--b\r\n\r\none\r\n--"))).toHaveLength(0);
    expect(decoder.decode(utf8("b"))).toMatchObject([{ text: "one" }]);
    expect(decoder.decode(utf8("\r\n\r\ntwo\r\n--b"))).toMatchObject([{ text: "two" }]);
    expect(decoder.isOver).toBe(false);
    expect(decoder.decode(utf8("--"))).toEqual([]);
    expect(decoder.isOver).toBe(true);
  });

  it("takes a line for a delimiter that begins with one, whatever follows (RFC 2046, 5.1.1)", () => {
    const decoder = multipart().decoder({ contentType: MIXED });
    const frames = decoder.decode(utf8("--b\r\n\r\none\r\n--b garbage\r\n\r\ntwo\r\n--b--"));
    expect(frames.map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it("delivers a part with its length with its last byte, whatever is in it", () => {
    const decoder = multipart().decoder({ contentType: MIXED });
    const head = "--b\r\nContent-Length: 12\r\n\r\n";
    expect(decoder.decode(utf8(`${head}a\r\n--b\r\n\r\n\r`))).toHaveLength(0);
    expect(decoder.decode(utf8("\n"))).toMatchObject([{ text: "a\r\n--b\r\n\r\n\r\n" }]);
    expect(texts(`${head}0123456789ab\r\n--b\r\nContent-Length: 1\r\n\r\nc--b--`)).toEqual([
      "0123456789ab",
      "c",
    ]);
  });

  it("drops parts without a body, which are keep-alives", () => {
    expect(
      texts(
        "--b\r\n\r\n\r\n--b\r\nContent-Length: 0\r\n\r\n\r\n--b\r\n--b\r\nA: b\r\n--b\r\n\r\n--b\r\n\r\nx\r\n--b",
      ),
    ).toEqual(["x"]);
  });

  it("takes bare line feeds, and keeps those of the body that are its own", () => {
    const body = "--b\nA: 1\n\none\n\n--b\n\n\r\r\n--b\n\n -b\n-\n--\n--\r\n--b";
    expect(texts(body)).toEqual(["one\n", "\r", " -b\n-\n--\n--"]);
  });

  it.each([
    ["multipart/mixed; boundary=b", "--b"],
    ["multipart/x-mixed-replace;boundary=b", "--b"],
    ['Multipart/Mixed; charset=utf-8; BOUNDARY="b"; x=y', "--b"],
    ['multipart/mixed; boundary="a \\"b\\""', '--a "b"'],
    ["multipart/x-mixed-replace; boundary=--frame", "--frame"],
    ["multipart/x-mixed-replace; boundary=--frame", "----frame"],
  ])("finds the boundary of %j: %s", (contentType, mark) => {
    expect(texts(`${mark}\r\n\r\nx\r\n${mark}\r\n\r\ny\r\n${mark}--`, { contentType })).toEqual(["x", "y"]);
  });

  it("takes a boundary of the caller's before that of the type", () => {
    expect(texts("--c\r\n\r\n--b\r\n--c--", {}, multipart({ boundary: "c" }))).toEqual(["--b"]);
    for (const boundary of ["", "a\r\nb"]) expect(() => multipart({ boundary })).toThrow(StreamOptionError);
  });

  it("joins headers of one name, and lines that are folded, and lets pass what is no header", () => {
    const body = "--b\r\nA: 1\r\na: 2\r\nHTTP/1.0 200 OK\r\nB: x\r\n\ty\r\n__proto__: z\r\n\r\nx\r\n--b";
    const [part] = decoded(single(utf8(body))).parts;
    expect(Object.entries(part?.[2] ?? {})).toEqual([
      ["a", "1, 2"],
      ["b", "x y"],
      ["__proto__", "z"],
    ]);
  });

  it("takes a length that is none for none", () => {
    for (const length of ["x", "-1", "1, 1", "1".repeat(30), "0x1"]) {
      expect(texts(`--b\r\nContent-Length: ${length}\r\n\r\nabc\r\n--b`)).toEqual(["abc"]);
    }
  });

  it.each([
    ["in a part", "--b\r\n\r\none\r\n--b\r\nA: b\r\n\r\ntw\r\n--", "tw\r\n--"],
    ["in a part of known length", "--b\r\nContent-Length: 5\r\n\r\nabc", "abc"],
    ["in headers", "--b\r\n\r\none\r\n--b\r\nCont", "\r\nCont"],
    ["before any part", "an error", "an error"],
    ["between parts", "--b\r\nContent-Length: 1\r\n\r\na\r\n", undefined],
    ["after a delimiter", "--b\r\n\r\none\r\n--b\r\n", undefined],
  ])("says what the end cut off %s", (_, body, truncated) => {
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      expect(decoded(pieces)).toMatchObject({ truncated, isOver: false });
    }
  });

  it("gives back any bodies, whatever is in them and however they are cut", () => {
    const part = fc.record({
      body: fc.oneof(
        fc.string({ minLength: 1 }),
        fc.constantFrom("\r\n", "\r", "--", "\r\n--", "\n-b", "a\r\n--c"),
      ),
      sized: fc.boolean(),
      eol: fc.constantFrom("\r\n", "\n"),
    });
    const body = fc.array(part, { minLength: 1 }).chain((parts) => {
      const written = parts.map(({ body, sized, eol }) => {
        const length = sized ? `Content-Length: ${utf8(body).length}${eol}` : "";
        return `--b0undary${eol}${length}${eol}${body}\r\n`;
      });
      const whole = utf8(`${written.join("")}--b0undary--`);
      return cutsOf(whole).map((cut) => ({ parts, cut }));
    });
    fc.assert(
      fc.property(body, ({ parts, cut }) => {
        const { parts: found, isOver } = decoded(cut, { contentType: "multipart/mixed; boundary=b0undary" });
        expect(found.map(([, text]) => text)).toEqual(parts.map(({ body }) => body));
        expect(isOver).toBe(true);
      }),
    );
  });
});

describe("a hostile multipart body", () => {
  it("whose boundary is not known is an error that says where to give it", () => {
    for (const contentType of [
      undefined,
      "multipart/mixed",
      "multipart/mixed; boundary=",
      'multipart/mixed; boundary=""',
    ]) {
      const decoder = multipart().decoder({ contentType });
      expect(() => decoder.decode(utf8("--b\r\n\r\n"))).toThrow(
        /give the Content-Type as contentType, or the boundary/,
      );
    }
  });

  it("whose boundary never comes is an error after 64 KiB, delivered or not", () => {
    for (const rejected of ["throw", "deliver"] as const) {
      for (const line of ["x".repeat(1000), "--a\r\n", "\r\n-b"]) {
        const decoder = multipart().decoder({ contentType: MIXED, rejected });
        let bytes = 0;
        const pour = () => {
          for (; bytes < 1_000_000; bytes += line.length) decoder.decode(utf8(line));
        };
        expect(pour).toThrow(FrameInvalidError);
        expect(bytes).toBeLessThanOrEqual(66_000);
      }
    }
  });

  it("whose boundary comes too late is that error however it is cut", () => {
    const body = utf8(`${"x".repeat(65_536)}\r\n--b\r\n\r\none\r\n--b--`);
    for (const pieces of [[body], [body.slice(0, 60_000), body.slice(60_000)]]) {
      expect(() => decoded(pieces)).toThrow(/has not come within 65536 bytes/);
    }
  });

  it.each<[string, string]>([
    ["without an end", "x".repeat(100)],
    ["of many lines", `${"x".repeat(50)}\r\n`],
    ["of many lines with a name", "A: b\r\n"],
  ])("with headers %s is an error, or passed over up to the next part", (_, line) => {
    const head = `--b\r\n\r\none\r\n--b\r\n${line.repeat(Math.ceil(20_000 / line.length))}`;
    expect(() => decoded([utf8(head)])).toThrow(FrameInvalidError);
    for (const cut of [
      [utf8(head), utf8(line.repeat(10_000)), utf8("\r\n\r\nno\r\n--b\r\n\r\ntwo\r\n--b--")],
    ]) {
      const { parts } = decoded(cut, { rejected: "deliver" });
      expect(parts.map(([code, text]) => [code, text.slice(0, 3)])).toEqual([
        ["", "one"],
        ["FRAME_INVALID", `\r\n${line}`.slice(0, 3)],
        ["", "two"],
      ]);
    }
  });

  it("with more than 64 headers is an error, or passed over", () => {
    const many = Array.from({ length: 65 }, (_, index) => `h${index}: x\r\n`).join("");
    const body = `--b\r\n${many}\r\none\r\n--b\r\n\r\ntwo\r\n--b--`;
    expect(() => decoded([utf8(body)])).toThrow(/headers of a part/);
    const { parts } = decoded(single(utf8(body)), { rejected: "deliver" });
    expect(parts.map(([code]) => code)).toEqual(["FRAME_INVALID", ""]);
  });

  it("that goes on after the length of a part is an error, or what goes on is delivered as none", () => {
    const body = "--b\r\nContent-Length: 3\r\n\r\nonetwo\r\n--b\r\n\r\nthree\r\n--b--";
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      expect(() => decoded(pieces)).toThrow(/goes on for 3 bytes after its Content-Length/);
      expect(decoded(pieces, { rejected: "deliver" }).parts.map(([code, text]) => [code, text])).toEqual([
        ["", "one"],
        ["FRAME_INVALID", "two"],
        ["", "three"],
      ]);
    }
  });

  it("that announces a part over the bound keeps no more of it than the bound allows", () => {
    const decoder = multipart().decoder({ contentType: MIXED, maxFrameBytes: 1000 });
    decoder.decode(utf8("--b\r\nContent-Length: 999999999999999\r\n\r\n"));
    let bytes = 0;
    const pour = () => {
      for (; bytes < 1_000_000; bytes += 100) decoder.decode(utf8("x".repeat(100)));
    };
    expect(pour).toThrow(FrameTooLargeError);
    expect(bytes).toBeLessThan(1_200);
  });

  it("with a part over the bound passes it over with its headers", () => {
    const body = `--b\r\nEtag: 1\r\nContent-Length: 9\r\n\r\n012345678\r\n--b\r\nEtag: 2\r\n\r\n${"x".repeat(9)}\r\n--b\r\n\r\nok\r\n--b--`;
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      expect(decoded(pieces, { rejected: "deliver", maxFrameBytes: 5 }).parts).toEqual([
        ["FRAME_TOO_LARGE", "012345678", { etag: "1", "content-length": "9" }],
        ["FRAME_TOO_LARGE", "xxxxxxxxx", { etag: "2" }],
        ["", "ok", {}],
      ]);
    }
  });
});
