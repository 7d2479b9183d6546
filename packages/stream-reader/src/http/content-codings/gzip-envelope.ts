import type { ByteSyntax } from "./byte-parser.ts";
import { crc32OfBytes } from "./crc32.ts";

const MAGIC = [0x1f, 0x8b];
const METHOD_DEFLATE = 8;
const BYTES_OF_TIME_AND_SYSTEM = 6;
const HAS_HEADER_CHECK = 0x02;
const HAS_EXTRA = 0x04;
const HAS_NAME = 0x08;
const HAS_COMMENT = 0x10;
const RESERVED = 0xe0;

/**
 * What comes before the data of a gzip member (RFC 1952, 2.3).
 *
 * @throws Error with the words of zlib
 */
export function* gzipHeader(): ByteSyntax {
  let crc = 0;
  function* next(): Generator<undefined, number, number> {
    const byte = yield;
    crc = crc32OfBytes([byte], crc);
    return byte;
  }
  for (const magic of MAGIC) {
    if ((yield* next()) !== magic) throw new Error("incorrect header check");
  }
  if ((yield* next()) !== METHOD_DEFLATE) throw new Error("unknown compression method");
  const flags = yield* next();
  if (flags & RESERVED) throw new Error("unknown header flags set");
  for (let left = BYTES_OF_TIME_AND_SYSTEM; left > 0; left--) yield* next();
  if (flags & HAS_EXTRA) {
    const low = yield* next();
    for (let left = low + ((yield* next()) << 8); left > 0; left--) yield* next();
  }
  if (flags & HAS_NAME) while ((yield* next()) !== 0);
  if (flags & HAS_COMMENT) while ((yield* next()) !== 0);
  if (flags & HAS_HEADER_CHECK && (yield* integer(2)) !== (crc & 0xffff)) {
    throw new Error("header crc mismatch");
  }
}

/**
 * What comes after the data of a gzip member: its checksum, and its length modulo 2^32.
 *
 * @throws Error with the words of zlib
 */
export function* gzipTrailer(crc: number, bytes: number): ByteSyntax {
  if ((yield* integer(4)) !== crc) throw new Error("incorrect data check");
  if ((yield* integer(4)) !== bytes % 2 ** 32) throw new Error("incorrect length check");
}

/** The lowest byte comes first. */
function* integer(bytes: number): Generator<undefined, number, number> {
  let value = 0;
  for (let index = 0; index < bytes; index++) value += (yield) * 2 ** (8 * index);
  return value;
}
