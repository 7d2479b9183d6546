import type { Transform } from "node:stream";
import zlib from "node:zlib";
import { StreamEncodingError } from "../errors.ts";
import { MAX_CONTENT_CODINGS, ZSTD_WINDOW_LOG_MAX } from "../limits.ts";
import type { ContentCoding } from "../types.ts";

const DECODED_CHUNK_BYTES = 64 * 1024;

/** Low bits of the first byte of a zlib header (RFC 1950, 2.2): the method is deflate. No raw block starts so. */
const ZLIB_METHOD_MASK = 0x0f;
const ZLIB_METHOD_DEFLATE = 8;

const ALIASES: Readonly<Record<string, ContentCoding>> = {
  br: "br",
  deflate: "deflate",
  gzip: "gzip",
  "x-gzip": "gzip",
  zstd: "zstd",
};

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

/**
 * The codings of a body in the order in which they are to be undone: the last that was applied first.
 *
 * @throws StreamEncodingError for one that is unknown, that this Node cannot decode, or too many
 */
export function codingsOf(header: string | string[] | undefined, target: string): ContentCoding[] {
  const names = [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > MAX_CONTENT_CODINGS) {
    throw new StreamEncodingError(
      target,
      `${names.length} content codings on top of each other, more than ${MAX_CONTENT_CODINGS}`,
    );
  }
  return names.map((name) => knownCoding(name, target)).reverse();
}

function knownCoding(name: string, target: string): ContentCoding {
  const coding = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (coding === undefined) {
    throw new StreamEncodingError(
      target,
      `the content coding ${JSON.stringify(name)}, which is not known here`,
    );
  }
  if (coding === "zstd" && !canDecodeZstd()) {
    throw new StreamEncodingError(
      target,
      `the content coding zstd, which Node ${process.versions.node} cannot decode (22.15 and later can)`,
    );
  }
  return coding;
}

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
