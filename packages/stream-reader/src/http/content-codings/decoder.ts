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

/** The codings that a decoder of Node's undoes as a body has them. */
export type DecoderCoding = Exclude<ContentCoding, "gzip">;

/** Undoes the deflated data of one gzip member after another, with a `reset` in between. */
export type MemberInflater = Decoder & zlib.ZlibReset;

/** Stays open at the end of a member's data, where Node would end it, so that one serves many members. */
export function memberInflater(): MemberInflater {
  const inflater = zlib.createInflateRaw({
    chunkSize: DECODED_CHUNK_BYTES,
    flush: zlib.constants.Z_SYNC_FLUSH,
  });
  const push = inflater.push.bind(inflater);
  inflater.push = (piece, encoding) => piece === null || push(piece, encoding);
  return inflater;
}

/** A decoder that gives out what each write completes, instead of filling a window first. */
export function decoderOf(coding: DecoderCoding, firstByte: number): Decoder {
  const chunkSize = DECODED_CHUNK_BYTES;
  const flush = zlib.constants.Z_SYNC_FLUSH;
  switch (coding) {
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
