import { describe, expect, it } from "vitest";
import {
  chunks,
  concatenatedJson,
  delimited,
  type FrameFormat,
  FrameTooLargeError,
  jsonArray,
  jsonSequence,
  lengthDelimited,
  lines,
  multipart,
  ndjson,
  type OversizeFrame,
  sse,
} from "../../src/index.ts";
import { decodeAll, single, texts, utf8 } from "./decode.ts";

const huge = "x".repeat(70_000);
const long = "xxxxxx";

describe("a frame over maxFrameBytes", () => {
  it.each<[string, () => FrameFormat, string, string[], OversizeFrame]>([
    ["lines", lines, `\uFEFFok\r\n${long}\r\nok\n`, ["ok", "ok"], { bytes: 6, offset: 7 }],
    [
      "lines, CR",
      () => lines({ loneCr: true }),
      `ok\r\n${long}\rok\r`,
      ["ok", "ok"],
      { bytes: 6, offset: 4 },
    ],
    ["ndjson", ndjson, `1\n"${long}"\n2\n`, ["1", "2"], { bytes: 8, offset: 2 }],
    ["delimited", () => delimited("<>"), `ok<>${long}<>ok<>`, ["ok", "ok"], { bytes: 6, offset: 4 }],
    ["length-delimited", lengthDelimited, `\x02ok\x06${long}\x02ok`, ["ok", "ok"], { bytes: 6, offset: 4 }],
    ["concatenated-json", concatenatedJson, `{}["${long}"][1]`, ["{}", "[1]"], { bytes: 10, offset: 2 }],
    ["json-array", jsonArray, `[{}, "${long}",[1]]`, ["{}", "[1]"], { bytes: 8, offset: 5 }],
    [
      "multipart",
      () => multipart({ boundary: "b" }),
      `--b\r\n\r\nok\r\n--b\r\n\r\n${long}\r\n--b\r\n\r\nok\r\n--b--`,
      ["ok", "ok"],
      { bytes: 6, offset: 18 },
    ],
    [
      "json-sequence",
      jsonSequence,
      `\x1e{}\n\x1e["${long}"]\n\x1e1\n`,
      ["{}", "1"],
      { bytes: 10, offset: 5 },
    ],
    ["sse, data", sse, `data: ok\n\ndata: ${long}\n\ndata: ok\n\n`, ["ok", "ok"], { bytes: 13, offset: 10 }],
    [
      "sse, fields",
      sse,
      `data: ok\n\nid: ${huge}\ndata: x\n\ndata: ok\n\n`,
      ["ok", "ok"],
      { bytes: 70_013, offset: 10 },
    ],
  ])(
    "%s: is passed over and reported with its size and place, or is an error",
    (_, format, body, expected, skipped) => {
      const bytes = utf8(body);
      for (const pieces of [[bytes], single(bytes), [bytes.slice(0, 9), bytes.slice(9)]]) {
        const reported: OversizeFrame[] = [];
        const decoded = decodeAll(format(), pieces, 5, (frame) => reported.push(frame));
        expect(texts(decoded)).toEqual(expected);
        expect(reported).toEqual([skipped]);
        expect(decoded.truncated).toBeUndefined();
        expect(() => decodeAll(format(), pieces, 5)).toThrow(FrameTooLargeError);
      }
    },
  );

  it("is passed over as a network chunk too", () => {
    const reported: OversizeFrame[] = [];
    const pieces = ["ok", "xxxxxx", "ok"].map(utf8);
    expect(texts(decodeAll(chunks(), pieces, 5, (frame) => reported.push(frame)))).toEqual(["ok", "ok"]);
    expect(reported).toEqual([{ bytes: 6, offset: 2 }]);
  });

  it.each<[string, () => FrameFormat, string, OversizeFrame]>([
    ["lines", lines, `ok\n${long}x`, { bytes: 7, offset: 3 }],
    ["lines, accepted", () => lines({ acceptUnterminated: true }), `ok\n${long}`, { bytes: 6, offset: 3 }],
    ["length-delimited", lengthDelimited, "\x09xxxxxx", { bytes: 6, offset: 1 }],
    ["sse", sse, `data: ${huge}`, { bytes: 70_006, offset: 0 }],
    ["multipart", () => multipart({ boundary: "b" }), `--b\n\n${huge}`, { bytes: 70_000, offset: 5 }],
  ])("%s: is reported as far as it came when the end cuts it off", (_, format, body, skipped) => {
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      const reported: OversizeFrame[] = [];
      expect(decodeAll(format(), pieces, 5, (frame) => reported.push(frame)).truncated).toBeUndefined();
      expect(reported).toEqual([skipped]);
    }
  });

  it("costs no memory while it is passed over: 64 MiB in pieces of 64 KiB", () => {
    const decoder = lines().decoder({ onOversize: (frame) => reported.push(frame) });
    const reported: OversizeFrame[] = [];
    const piece = new Uint8Array(64 * 1024).fill(0x78);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 1024; count++) decoder.decode(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    expect(texts({ frames: decoder.decode(utf8("\nnext\n")), truncated: undefined })).toEqual(["next"]);
    expect(reported).toEqual([{ bytes: 64 * 1024 * 1024, offset: 0 }]);
  });
});

describe("a frame of 4 MiB in pieces of one byte", () => {
  it.each<[string, FrameFormat, string, string]>([
    ["lines", lines(), "", "\n"],
    ["sse", sse(), "data:", "\n\n"],
    ["concatenatedJson", concatenatedJson(), '"', '"'],
    ["jsonArray", jsonArray(), '["', '"'],
    ["multipart", multipart({ boundary: "b" }), "--b\n\n", "\n--b"],
  ])("%s: is put together in a time that does not grow with its square", (_, format, head, tail) => {
    const decoder = format.decoder({ maxFrameBytes: 4 * 1024 * 1024 + 2 });
    decoder.decode(utf8(head));
    const piece = utf8("x");
    for (let count = 0; count < 4 * 1024 * 1024; count++) decoder.decode(piece);
    const [frame] = decoder.decode(utf8(tail));
    expect(frame?.text.length).toBeGreaterThanOrEqual(4 * 1024 * 1024);
  });
});
