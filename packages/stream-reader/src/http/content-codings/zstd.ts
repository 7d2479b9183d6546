import zlib from "node:zlib";

/** Whether this Node can decode zstd: from 22.15 on. */
export function canDecodeZstd(): boolean {
  return typeof zlib.createZstdDecompress === "function";
}

/** A zstd frame (RFC 8878, 3.1.1) of one byte, without that byte. */
const CUT_OFF_ZSTD_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x01, 0x09, 0x00, 0x00);

/** Whether this Node tells a zstd frame that was cut off from a whole one: 26 does, 22 and 24 do not. */
export function zstdTellsCutOff(): boolean {
  try {
    zlib.zstdDecompressSync(CUT_OFF_ZSTD_FRAME);
    return false;
  } catch {
    return true;
  }
}
