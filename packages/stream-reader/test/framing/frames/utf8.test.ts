import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeUtf8 } from "../../../src/framing/frames/utf8.ts";

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
  fc.constantFrom(
    ...[
      [0xef, 0xbb, 0xbf],
      [0xf0, 0x9d, 0x84],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf8, 0x88],
      [0xc0, 0x80],
    ].map((bytes) => Uint8Array.from(bytes)),
  ),
);

it("decodes any bytes, short or long, as TextDecoder does, one call after the other", () => {
  const bytes = fc.tuple(fc.nat({ max: 1 }), fc.array(piece)).map(([long, parts]) => {
    return new Uint8Array(Buffer.concat([Buffer.alloc(long * 600, "x"), ...parts]));
  });
  fc.assert(
    fc.property(bytes, (input) => {
      expect(decodeUtf8(input)).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(input));
    }),
    { numRuns: 3000 },
  );
});
