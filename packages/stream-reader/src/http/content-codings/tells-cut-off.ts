import zlib from "node:zlib";
import type { DecoderCoding } from "./decoder.ts";

/** The head of a brotli stream (RFC 7932, 9.1), without what it announces. */
const CUT_OFF_BROTLI = Uint8Array.of(0x1b, 0x17);
/** A zstd frame (RFC 8878, 3.1.1) of one byte, without that byte. */
const CUT_OFF_ZSTD_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x01, 0x09, 0x00, 0x00);

/**
 * Whether the decoder of this runtime tells a body that was cut off from a whole one. Of brotli, Deno's does not; of zstd, none does but that
 * of Node 26.
 */
export function tellsCutOff(coding: DecoderCoding): boolean {
  try {
    if (coding === "br") zlib.brotliDecompressSync(CUT_OFF_BROTLI);
    else if (coding === "zstd") zlib.zstdDecompressSync(CUT_OFF_ZSTD_FRAME);
    else return true;
    return false;
  } catch {
    return true;
  }
}
