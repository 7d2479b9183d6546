import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameTooLargeError, sse } from "../../../src/index.ts";
import { comparable, cutBodies, decodeAll, texts, utf8 } from "../decode.ts";

describe("sse", () => {
  it("delivers data, id, event and retry of each event", () => {
    const body =
      'retry: 2500\n\nid: 7\nevent: change\ndata: one\ndata: two\n\n: heartbeat\n\ndata:{"x":1}\n\n';
    const { frames } = decodeAll(sse(), [utf8(body)]);
    expect(frames.map(({ text, id, event, retryMs }) => ({ text, id, event, retryMs }))).toEqual([
      { text: "one\ntwo", id: "7", event: "change", retryMs: 2500 },
      { text: '{"x":1}', id: undefined, event: undefined, retryMs: undefined },
    ]);
    expect(frames[1]?.json()).toEqual({ x: 1 });
    expect(frames[0]?.bytes).toEqual(utf8("one\ntwo"));
  });

  it("remembers the last event id, of blocks without data too, and the retry time", () => {
    const decoder = sse().decoder();
    decoder.decode(utf8("id: 1\ndata: a\n\ndata: b\n\nid: 2\n\nretry: 10\n\nretry: soon\n\n"));
    expect(decoder.lastEventId).toBe("2");
    expect(decoder.retryMs).toBe(10);
  });

  it.each(["\n", "\r", "\r\n"])("takes %j as the line end", (end) => {
    const body = utf8(["data: a", "", "data: b", "data: c", "", "", "data: d", "", ""].join(end));
    expect(
      texts(
        decodeAll(
          sse(),
          [...body].map((byte) => Uint8Array.of(byte)),
        ),
      ),
    ).toEqual(["a", "b\nc", "d"]);
  });

  it("takes away one byte order mark and no second one", () => {
    expect(texts(decodeAll(sse(), [utf8("\uFEFFdata: a\n\n")]))).toEqual(["a"]);
    expect(texts(decodeAll(sse(), [utf8("\uFEFF\uFEFFdata: a\n\ndata: b\n\n")]))).toEqual(["b"]);
    expect(texts(decodeAll(sse(), [utf8("ï»¿data: a\n\ndata: b\n\n")]))).toEqual(["b"]);
  });

  it("puts characters together that the network cut, and replaces wrong bytes", () => {
    const bytes = utf8("data: ä𝄞\n\n");
    expect(
      texts(
        decodeAll(
          sse(),
          [...bytes].map((byte) => Uint8Array.of(byte)),
        ),
      ),
    ).toEqual(["ä𝄞"]);
    expect(texts(decodeAll(sse(), [utf8("data: "), Uint8Array.of(0xff, 0xc3), utf8("\n\n")]))).toEqual([
      "\uFFFD\uFFFD",
    ]);
  });

  it("reports an event that the end of the body cut off, and does not deliver it", () => {
    for (const rest of ["data: b", "data: b\n", "event: x\r\ndata: b", "dat", "id: 4\n", "data: b\r"]) {
      const { frames, truncated } = decodeAll(sse(), [utf8(`data: a\n\n${rest}`)]);
      expect(frames.map(({ text }) => text)).toEqual(["a"]);
      expect(new TextDecoder().decode(truncated?.bytes)).toBe(rest);
    }
  });

  it("does not take comments and blank lines at the end for an event", () => {
    for (const rest of ["", "\n", ": heart", ": beat\n", ":a\r\n:b\r\n", "\r\n\r\n:", ":\n\n"]) {
      expect(decodeAll(sse(), [utf8(`data: a\n\n${rest}`)]).truncated).toBeUndefined();
    }
  });

  it("takes data of exactly maxFrameBytes and refuses one byte more", () => {
    expect(texts(decodeAll(sse(), [utf8("data: ääa\n\n")], 5))).toEqual(["ääa"]);
    expect(() => decodeAll(sse(), [utf8("data: äää\n\n")], 5)).toThrow(FrameTooLargeError);
    expect(() => decodeAll(sse(), [utf8("data: 123\ndata: 45\n\n")], 5)).toThrow(FrameTooLargeError);
  });

  it("stops an event that grows without end", () => {
    const endless = function* () {
      yield utf8("data: ");
      for (let count = 0; count < 10_000; count++) yield utf8("x".repeat(1024));
    };
    expect(() => decodeAll(sse(), [...endless()], 1000)).toThrow(FrameTooLargeError);
  });

  it("reads over a comment that never ends, and stops a field that never ends", () => {
    const comment = sse().decoder({ maxFrameBytes: 1000 });
    const field = sse().decoder({ maxFrameBytes: 1000 });
    comment.decode(utf8("data: a\n: "));
    field.decode(utf8("unknown: "));
    const part = utf8("x".repeat(1024));
    for (let count = 0; count < 1000; count++) comment.decode(part);
    expect(comment.end()?.bytes).toEqual(utf8("data: a\n"));
    expect(() => {
      for (let count = 0; count < 1000; count++) field.decode(part);
    }).toThrow(FrameTooLargeError);
  });

  it("gives the same events whatever the chunking", () => {
    const pieces = [
      "data: x\n\n",
      "data:y",
      "data",
      "id: 1",
      "id",
      "event: e",
      "retry: 5",
      ": c",
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      "ä𝄞",
      " ",
    ];
    fc.assert(
      fc.property(cutBodies(pieces), ({ whole, cut }) => {
        expect(comparable(decodeAll(sse(), cut))).toEqual(comparable(decodeAll(sse(), [whole])));
      }),
      { numRuns: 500 },
    );
  });
});
