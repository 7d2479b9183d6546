import type { Transform } from "node:stream";
import zlib from "node:zlib";
import { ZSTD_WINDOW_LOG_MAX } from "../../limits.ts";
import type { ContentCoding } from "./content-coding.ts";

const DECODED_CHUNK_BYTES = 64 * 1024;

/** Low bits of the first byte of a zlib header (RFC 1950, 2.2): the method is deflate. No raw block starts so. */
const ZLIB_METHOD_MASK = 0x0f;
const ZLIB_METHOD_DEFLATE = 8;

/** Undoes one coding; `bytesWritten` counts the input that it has used. */
export type Decoder = Transform & zlib.Zlib;

/** A decoder that gives out what each write completes, instead of filling a window first. */
export function decoderOf(coding: ContentCoding, firstByte: number): Decoder {
  const chunkSize = DECODED_CHUNK_BYTES;
  const flush = zlib.constants.Z_SYNC_FLUSH;
  switch (coding) {
    case "gzip":
      return zlib.createGunzip({ chunkSize, flush });
    case "deflate":
      return (firstByte & ZLIB_METHOD_MASK) === ZLIB_METHOD_DEFLATE
        ? zlib.createInflate({ chunkSize, flush })
        : zlib.createInflateRaw({ chunkSize, flush });
    case "br":
      return zlib.createBrotliDecompress({ chunkSize, flush: zlib.constants.BROTLI_OPERATION_FLUSH });
    case "zstd":
      return zlib.createZstdDecompress({
        chunkSize,
        params: { [zlib.constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX },
      });
  }
}
