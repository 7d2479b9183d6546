import { describe, expect, it } from "vitest";
import {
  chunks,
  concatenatedJson,
  type DecoderOptions,
  delimited,
  type Frame,
  type FrameFormat,
  FrameInvalidError,
  FrameTooLargeError,
  jsonArray,
  jsonSequence,
  lengthDelimited,
  lines,
  multipart,
  ndjson,
  StreamOptionError,
  sse,
} from "../../src/index.ts";
import { single, utf8 } from "./decode.ts";

const long = "xxxxxx";
const huge = "x".repeat(70_000);

function delivered(format: FrameFormat, pieces: Uint8Array[], options: DecoderOptions = {}) {
  const decoder = format.decoder({ rejected: "deliver", maxFrameBytes: 5, ...options });
  const frames: Frame[] = [];
  for (const piece of pieces) decoder.decode(piece, frames);
  return { frames, truncated: decoder.end(frames), lastEventId: decoder.lastEventId };
}

/** Frames by their text, what is none by its code, its size and how it begins. */
function seen(frames: readonly Frame[]) {
  return frames.map(({ text, rejected }) =>
    rejected === undefined ? text : [rejected.cause.code, rejected.sizeBytes, text.slice(0, 12)],
  );
}

const tooLarge = (sizeBytes: number, head: string) => ["FRAME_TOO_LARGE", sizeBytes, head];
const invalid = (text: string) => ["FRAME_INVALID", text.length, text];

describe("what is no frame", () => {
  it.each<[string, () => FrameFormat, string, unknown[]]>([
    ["lines", lines, `a\n${long}\r\nb\n`, ["a", tooLarge(6, long), "b"]],
    ["delimited", () => delimited("<>"), `a<>${long}<>b<>`, ["a", tooLarge(6, long), "b"]],
    ["ndjson", () => ndjson({ validate: true }), `1\n"${long}"\n2\n`, ["1", tooLarge(8, `"${long}"`), "2"]],
    [
      "ndjson, not JSON",
      () => ndjson({ validate: true }),
      "1\n{a}\n2\nx\n3\n",
      ["1", invalid("{a}"), "2", invalid("x"), "3"],
    ],
    ["length-delimited", lengthDelimited, `\x01a\x06${long}\x01b`, ["a", tooLarge(6, long), "b"]],
    ["concatenated-json", concatenatedJson, `1 "${long}"[2]`, ["1", tooLarge(8, `"${long}"`), "[2]"]],
    [
      "concatenated-json, not JSON",
      () => concatenatedJson({ validate: true }),
      "[1]{a}[2]",
      ["[1]", invalid("{a}"), "[2]"],
    ],
    ["json-sequence", jsonSequence, `\x1e[1]\x1e"${long}"\x1e[2]`, ["[1]", tooLarge(8, `"${long}"`), "[2]"]],
    [
      "json-sequence, not JSON",
      () => jsonSequence({ validate: true }),
      "\x1e[1]\x1e[3\x1e{a}\x1e[2]",
      ["[1]", invalid("[3"), invalid("{a}"), "[2]"],
    ],
    ["json-array", jsonArray, `[1, "${long}",[2],`, ["1", tooLarge(8, `"${long}"`), "[2]"]],
    [
      "json-array, not JSON",
      () => jsonArray({ validate: true }),
      "[[1],{a},[2]]",
      ["[1]", invalid("{a}"), "[2]"],
    ],
    [
      "ndjson, lenient",
      () => ndjson({ validate: true, lenient: true }),
      `[\n1,\n{a},\n2\n"${long}",\n\x1e3\n]\n`,
      ["1", invalid("{a}"), "2", tooLarge(9, `"${long}",`), "3"],
    ],
    [
      "multipart",
      () => multipart({ boundary: "b" }),
      `--b\r\n\r\na\r\n--b\r\n\r\n${long}\r\n--b\r\nContent-Length: 1\r\n\r\nb`,
      ["a", tooLarge(6, long), "b"],
    ],
    [
      "multipart, of known length",
      () => multipart({ boundary: "b" }),
      `--b\r\nContent-Length: 6\r\n\r\n${long}--b\r\n\r\nb\r\n--b--`,
      [tooLarge(6, long), "b"],
    ],
    ["sse, data", sse, `data: a\n\ndata: ${long}\n\ndata: b\n\n`, ["a", tooLarge(13, `data: ${long}`), "b"]],
    [
      "sse, lines",
      sse,
      `data: a\n\ndata: ${huge}\n\ndata: b\n\n`,
      ["a", tooLarge(70_007, `data: ${long}`), "b"],
    ],
  ])("%s: is delivered between its neighbours, whatever the network has cut", (_, format, body, expected) => {
    const bytes = utf8(body);
    for (const pieces of [[bytes], single(bytes), [bytes.slice(0, 9), bytes.slice(9)]]) {
      const { frames, truncated } = delivered(format(), pieces);
      expect(seen(frames)).toEqual(expected);
      expect(truncated).toBeUndefined();
    }
  });

  it("is delivered as a network chunk too", () => {
    const pieces = ["a", long, "b"].map(utf8);
    expect(seen(delivered(chunks(), pieces).frames)).toEqual(["a", tooLarge(6, long), "b"]);
  });

  it("throws what was wrong when its JSON is asked for", () => {
    const { frames } = delivered(ndjson({ validate: true }), [utf8(`{a}\n"${long}"\n`)]);
    expect(() => frames[0]?.json()).toThrow(FrameInvalidError);
    expect(() => frames[1]?.json()).toThrow(FrameTooLargeError);
  });

  it.each<[string, () => FrameFormat, (text: string) => string]>([
    ["lines", lines, (text) => `${text}\n`],
    ["sse", sse, (text) => `data:${text}\n\n`],
    ["length-delimited", lengthDelimited, (text) => `\x80\x89\x7a${text}`],
    ["json-array", jsonArray, (text) => `["${text}",`],
    ["multipart", () => multipart({ boundary: "b" }), (text) => `--b\r\n\r\n${text}\r\n--b`],
  ])("%s: is kept up to its first 64 KiB", (_, format, framed) => {
    const bytes = Buffer.from(framed("x".repeat(2_000_000)), "latin1");
    const pieces = Array.from({ length: 40 }, (_, index) =>
      bytes.slice(index * 50_100, (index + 1) * 50_100),
    );
    const { frames } = delivered(format(), pieces);
    expect(frames.map((frame) => frame.bytes.length)).toEqual([64 * 1024]);
    expect(frames[0]?.rejected?.sizeBytes).toBeGreaterThanOrEqual(2_000_000);
  });

  it.each([
    ["before its data", `event: big\nid: 7\nretry: 40\ndata: ${huge}\n\n`],
    ["after its data", `data: ${huge}\nevent: big\r\nid: 7\r\nretry: 40\n\n`],
    ["between two lines of it", `data: ${huge}\n:comment\nid: 7\revent: big\rretry: 40\rdata: y\n\n`],
    ["of one that fits but for its data", `id: 7\nevent: big\nretry: 40\ndata: ${long}\n\n`],
  ])("of SSE has its name and id, %s, and the id is in force after it", (_, body) => {
    const bytes = utf8(`id: 6\ndata: a\n\n${body}data: b\n\n`);
    for (const pieces of [[bytes], single(bytes)]) {
      const { frames, lastEventId } = delivered(sse(), pieces);
      expect(
        frames.map(({ id, event, lastEventId, retryMs }) => ({ id, event, lastEventId, retryMs })),
      ).toEqual([
        { id: "6", event: undefined, lastEventId: "6", retryMs: undefined },
        { id: "7", event: "big", lastEventId: "7", retryMs: 40 },
        { id: undefined, event: undefined, lastEventId: "7", retryMs: undefined },
      ]);
      expect(lastEventId).toBe("7");
    }
  });

  it("of SSE without an end for its other fields has none of them", () => {
    const { frames } = delivered(sse(), [
      utf8(`id: 6\nevent: ${huge}\n${`event: ${huge}\n`.repeat(2)}data: x\n\n`),
    ]);
    expect(frames).toMatchObject([
      { id: undefined, event: undefined, rejected: { cause: { code: "FRAME_TOO_LARGE" } } },
    ]);
  });

  it.each<[string, () => FrameFormat, string, string]>([
    ["lines", lines, `a\n${long}x`, `${long}x`],
    ["length-delimited", lengthDelimited, `\x01a\x09${long}`, long],
    ["sse", sse, `data: a\n\nid: 9\ndata: ${huge}`, `id: 9\ndata: ${huge}`.slice(0, 64 * 1024)],
  ])("%s: is not delivered when the end cuts it off, and its id does not count", (_, format, body, head) => {
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      const { frames, truncated, lastEventId } = delivered(format(), pieces);
      expect(seen(frames)).toEqual(["a"]);
      expect(truncated?.bytes).toEqual(utf8(head));
      expect(lastEventId).toBeUndefined();
    }
  });

  it("ends the reading where no frame can be found after it, after the frames before it", () => {
    for (const [format, body] of [
      [concatenatedJson(), "{},{}"],
      [jsonArray(), "[{}}"],
      [lengthDelimited(), `\x02{}${"\xff".repeat(10)}`],
    ] as const) {
      const frames: Frame[] = [];
      const decoder = format.decoder({ rejected: "deliver" });
      expect(() => decoder.decode(Buffer.from(body, "latin1"), frames)).toThrow(FrameInvalidError);
      expect(seen(frames)).toEqual(["{}"]);
    }
  });

  it("goes to onOversize where that is given", () => {
    const sizes: number[] = [];
    const { frames } = delivered(lines(), [utf8(`a\n${long}\nb\n`)], {
      onOversize: ({ bytes }) => sizes.push(bytes),
    });
    expect([seen(frames), sizes]).toEqual([["a", "b"], [6]]);
  });

  it("can be thrown or delivered, nothing else", () => {
    expect(() => lines().decoder({ rejected: "drop" as never })).toThrow(StreamOptionError);
  });
});
