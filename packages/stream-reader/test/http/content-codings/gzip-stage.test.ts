import { crc32, deflateRawSync, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32OfBytes } from "../../../src/http/content-codings/crc32.ts";
import { GzipStage } from "../../../src/http/content-codings/gzip-stage.ts";

const UNBOUNDED = { maxBytes: () => Number.POSITIVE_INFINITY, refuse: () => new Error("too large") };

interface Read {
  text: string;
  /** What was thrown: its cause's message. */
  error?: string | undefined;
  cutOff?: string | undefined;
}

async function read(...chunks: Uint8Array[]): Promise<Read> {
  const stage = new GzipStage("http://source/", UNBOUNDED);
  const pieces: Uint8Array[] = [];
  let error: string | undefined;
  try {
    for (const chunk of chunks) for await (const piece of stage.feed(chunk)) pieces.push(piece);
    stage.end();
  } catch (thrown) {
    error = ((thrown as Error).cause as Error).message;
  }
  stage.dispose();
  return { text: Buffer.concat(pieces).toString(), error, cutOff: stage.cutOff?.message };
}

/** In chunks of this many bytes. */
function cut(body: Uint8Array, bytes: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += bytes) chunks.push(body.subarray(at, at + bytes));
  return chunks;
}

const EXTRA = [3, 0, 0, 0, 0];
const NAME = [...Buffer.from("name"), 0];
const COMMENT = [...Buffer.from("comment"), 0];

/** A member whose header has the fields that its flags name. */
function member(text: string, flags: number): Buffer {
  const header = [0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 3];
  if (flags & 0x04) header.push(...EXTRA);
  if (flags & 0x08) header.push(...NAME);
  if (flags & 0x10) header.push(...COMMENT);
  if (flags & 0x02) {
    const crc = crc32(Buffer.from(header));
    header.push(crc & 0xff, (crc >>> 8) & 0xff);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text));
  trailer.writeUInt32LE(Buffer.byteLength(text), 4);
  return Buffer.concat([Buffer.from(header), deflateRawSync(text), trailer]);
}

function changed(body: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(body);
  copy[at < 0 ? body.length + at : at] = byte;
  return copy;
}

describe("a gzip member", () => {
  it.each(Array.from({ length: 32 }, (_, flags) => [flags]))(
    "with the fields of the flags %i is read, however it is cut",
    async (flags) => {
      const body = Buffer.concat([member("first, ", flags), member("second", flags)]);
      expect(gunzipSync(body).toString()).toBe("first, second");
      for (const bytes of [1, 2, 7, body.length]) {
        expect(await read(...cut(body, bytes))).toEqual({ text: "first, second" });
      }
    },
  );

  const good = member("good", 0);
  const checked = member("good", 0x02);
  it.each([
    ["another first byte", changed(good, 0, 0x20), "", "incorrect header check"],
    ["zeros in its place", Buffer.alloc(20), "", "incorrect header check"],
    ["another method", changed(good, 2, 7), "", "unknown compression method"],
    ["flags that mean nothing", changed(good, 3, 0x20), "", "unknown header flags set"],
    ["another checksum of its header", changed(checked, 10, 0xff), "", "header crc mismatch"],
    ["another block type", changed(good, 10, 0x07), "", "invalid block type"],
    ["another checksum", changed(good, -8, 0), "good", "incorrect data check"],
    ["another length", changed(good, -1, 1), "good", "incorrect length check"],
  ])(
    "with %s is an error, in the words of zlib, after the members before it",
    async (_, bad, text, error) => {
      expect(() => gunzipSync(bad)).toThrow(error);
      for (const bytes of [1, bad.length]) expect(await read(...cut(bad, bytes))).toEqual({ text, error });
      if (bad[0] === 0) return;
      const body = Buffer.concat([member("before, ", 0), bad]);
      expect(await read(body)).toEqual({ text: `before, ${text}`, error });
    },
  );

  it("that is cut off anywhere is incomplete", async () => {
    const whole = member("before", 0);
    const second = member("cut off", 0x1e);
    for (let bytes = 1; bytes < second.length; bytes++) {
      const { text, error, cutOff } = await read(Buffer.concat([whole, second.subarray(0, bytes)]));
      expect({ error, cutOff }).toEqual({ error: undefined, cutOff: "unexpected end of file" });
      expect("beforecut off".startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThanOrEqual("before".length);
    }
    expect(await read(whole)).toEqual({ text: "before" });
  });

  it("of more than one piece gives the same as zlib, with any cuts and padding", async () => {
    const texts = fc.array(fc.nat(200_000).map((length) => "0123456789abcde\n".repeat(length / 16)));
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.integer({ min: 1, max: 3_000 }),
        fc.nat(20),
        async (members, bytes, zeros) => {
          const body = Buffer.concat([...members.map((text) => gzipSync(text)), Buffer.alloc(zeros)]);
          if (members.length === 0) return;
          expect((await read(...cut(body, bytes))).text === members.join("")).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("the checksum without Node's own", () => {
  it("is the same", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
        expect(crc32OfBytes(second, crc32OfBytes(first))).toBe(crc32(second, crc32(first)));
      }),
    );
  });
});
