import fc from "fast-check";
import type { Frame, FrameFormat, OversizeFrame, TruncatedRecord } from "../../src/index.ts";

export interface Decoded {
  frames: Frame[];
  truncated: TruncatedRecord | undefined;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Decodes `chunks` as one body with a fresh decoder. */
export function decodeAll(
  format: FrameFormat,
  chunks: Uint8Array[],
  maxFrameBytes?: number,
  onOversize?: (skipped: OversizeFrame) => void,
): Decoded {
  const decoder = format.decoder({ maxFrameBytes, onOversize });
  const frames: Frame[] = [];
  for (const chunk of chunks) decoder.decode(chunk, frames);
  return { frames, truncated: decoder.end(frames) };
}

/** A piece for each byte. */
export function single(bytes: Uint8Array): Uint8Array[] {
  return [...bytes].map((byte) => Uint8Array.of(byte));
}

export function texts(decoded: Decoded): string[] {
  return decoded.frames.map((frame) => frame.text);
}

/** What must not depend on where the network cut the bytes. */
export function comparable({ frames, truncated }: Decoded) {
  return {
    frames: frames.map(({ bytes, text, id, event, retryMs }) => ({
      bytes: [...bytes],
      text,
      id,
      event,
      retryMs,
    })),
    truncated: truncated === undefined ? undefined : [...truncated.bytes],
  };
}

/** Cuts `bytes` at any places, empty chunks among the pieces. */
export function cutsOf(bytes: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  return fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }).map((places) => {
    const cuts = [0, ...places.toSorted((a, b) => a - b), bytes.length];
    return cuts.slice(1).map((end, index) => bytes.slice(cuts[index], end));
  });
}

/** Bodies made of pieces that matter to a framer, each with a way to cut it. */
export function cutBodies(pieces: string[]): fc.Arbitrary<{ whole: Uint8Array; cut: Uint8Array[] }> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pieces) },
    fc.string({ unit: "binary", maxLength: 6 }),
  );
  return fc
    .tuple(fc.boolean(), fc.array(piece, { maxLength: 30 }))
    .map(([bom, parts]) => utf8((bom ? "\uFEFF" : "") + parts.join("")))
    .chain((whole) => cutsOf(whole).map((cut) => ({ whole, cut })));
}
