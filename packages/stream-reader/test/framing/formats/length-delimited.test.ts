import { describe, expect, it } from "vitest";
import {
  FrameInvalidError,
  FrameTooLargeError,
  lengthDelimited,
  StreamOptionError,
} from "../../../src/index.ts";
import { decodeAll, single, texts, utf8 } from "../decode.ts";

const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe("lengthDelimited", () => {
  it("reads protobuf's varint lengths, the empty frame too", () => {
    const long = "x".repeat(300);
    const body = join(Uint8Array.of(1), utf8("a"), Uint8Array.of(0), Uint8Array.of(0xac, 0x02), utf8(long));
    for (const chunks of [[body], single(body)]) {
      expect(texts(decodeAll(lengthDelimited(), chunks))).toEqual(["a", "", long]);
    }
  });

  it.each([
    ["uint32be" as const, Uint8Array.of(0, 0, 1, 2)],
    ["uint32le" as const, Uint8Array.of(2, 1, 0, 0)],
  ])("reads lengths written as %s", (prefix, length) => {
    const payload = utf8("y".repeat(0x102));
    const decoded = decodeAll(lengthDelimited({ prefix }), single(join(length, payload, length.slice(0, 3))));
    expect(texts(decoded)).toEqual(["y".repeat(0x102)]);
    expect(decoded.truncated?.bytes).toEqual(length.slice(0, 3));
  });

  it("reports a frame that the end cut off with its length, of which it holds no more than came", () => {
    const decoder = lengthDelimited({ prefix: "uint32be" }).decoder({ maxFrameBytes: 2 ** 32 });
    decoder.decode(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 2));
    expect(decoder.end()?.bytes).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 2));
    expect(decodeAll(lengthDelimited(), [Uint8Array.of(3)]).truncated?.bytes).toEqual(Uint8Array.of(3));
  });

  it("refuses a length over the bound before its frame comes", () => {
    expect(() => decodeAll(lengthDelimited(), [Uint8Array.of(6)], 5)).toThrow(FrameTooLargeError);
  });

  it("refuses a varint of more than 2^53 or ten bytes", () => {
    const endless = new Uint8Array(10).fill(0x80);
    const huge = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    for (const bytes of [endless, huge]) {
      expect(() => decodeAll(lengthDelimited(), [bytes])).toThrow(FrameInvalidError);
    }
  });

  it("refuses a prefix that it does not know", () => {
    expect(() => lengthDelimited({ prefix: "uint16" as never })).toThrow(StreamOptionError);
  });
});
