import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FrameFormat, lines, ndjson, sse } from "../../../src/index.ts";
import { comparable, decodeAll, utf8 } from "../decode.ts";

const FORMATS: [string, FrameFormat][] = [
  ["lines", lines()],
  ["lines at any end", lines({ loneCr: true })],
  ["ndjson", ndjson()],
  ["sse", sse()],
];

/** Long enough to be searched natively, with ends of every kind; in pieces around the length from which it is. */
const bodies = fc
  .array(
    fc.tuple(
      fc.constantFrom("data: ", "id: 7", "", ":"),
      fc.nat({ max: 900 }),
      fc.constantFrom("\n", "\n\n", "\r\n", "\r", "\r\n\r\n"),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((parts) => utf8(parts.map(([field, length, end]) => field + "ä".repeat(length) + end).join("")));

/** Views that begin within their memory, which other bytes surround. */
function pieces(body: Uint8Array, size: number): Uint8Array[] {
  const memory = new Uint8Array(body.length + 14).fill(10);
  memory.set(body, 7);
  const views: Uint8Array[] = [];
  for (let start = 0; start < body.length; start += size) {
    views.push(memory.subarray(7 + start, 7 + Math.min(start + size, body.length)));
  }
  return views;
}

const nodeBuffers = (views: Uint8Array[]) =>
  views.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));

describe.each(FORMATS)("%s of long lines", (_, format) => {
  it("are the same from plain bytes, from Node's buffers, and in pieces that are not searched natively", () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 1000, max: 9000 }), (body, size) => {
        const views = pieces(body, size);
        const expected = comparable(decodeAll(format, pieces(body, 100)));
        expect(comparable(decodeAll(format, views))).toEqual(expected);
        expect(comparable(decodeAll(format, nodeBuffers(views)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("are frames of the bytes that came, and of their kind", () => {
    const [frame] = decodeAll(format, [utf8(`data: ${"x".repeat(2000)}\n\n`)]).frames;
    expect(frame?.bytes.constructor).toBe(Uint8Array);
  });
});
