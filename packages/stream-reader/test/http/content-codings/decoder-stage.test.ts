import zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DecoderCoding } from "../../../src/http/content-codings/decoder.ts";
import { DecoderStage } from "../../../src/http/content-codings/decoder-stage.ts";
import { tellsCutOff } from "../../../src/http/content-codings/tells-cut-off.ts";

const UNBOUNDED = { maxBytes: () => Number.POSITIVE_INFINITY, refuse: () => new Error("too large") };
const TEXT = "a text, a text, and what comes after a text. ".repeat(3);

/** Reads a body of two chunks, where a decoder tells nothing, as Deno's. */
async function read(coding: DecoderCoding, body: Uint8Array): Promise<{ text: string; cutOff: unknown }> {
  const stage = new DecoderStage(coding, "http://source/", UNBOUNDED, () => false);
  const pieces: Uint8Array[] = [];
  const middle = Math.trunc(body.length / 2);
  for (const chunk of [body.subarray(0, middle), body.subarray(middle)]) {
    for await (const piece of stage.feed(chunk)) pieces.push(piece);
  }
  for await (const piece of stage.end()) pieces.push(piece);
  stage.dispose();
  return { text: Buffer.concat(pieces).toString(), cutOff: stage.cutOff?.message };
}

describe.each([
  ["br", zlib.brotliCompressSync(TEXT)],
  ["zstd", zlib.zstdCompressSync(TEXT)],
] as const)("a body of %s, whose decoder does not tell that it was cut off", (coding, body) => {
  it("is complete when it is whole", async () => {
    expect(await read(coding, body)).toEqual({ text: TEXT, cutOff: undefined });
  });

  it("is cut off wherever it ends before that", async () => {
    for (let length = 1; length < body.length; length += 1) {
      const { text, cutOff } = await read(coding, body.subarray(0, length));
      expect([length, cutOff]).toEqual([length, "unexpected end of file"]);
      expect(TEXT.startsWith(text)).toBe(true);
    }
  });
});

it("what decoders tell is asked of them", () => {
  expect((["deflate", "br"] as const).map(tellsCutOff)).toEqual([true, true]);
});
