import zlib from "node:zlib";

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** The checksum of gzip (RFC 1952, 8), going on from that of the bytes before; what Node 22.0 and 22.1 lack. */
export function crc32OfBytes(bytes: Iterable<number>, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** As `crc32OfBytes`, by Node's own where there is one: fit for all of a body. */
export const crc32: (bytes: Uint8Array, before: number) => number = zlib.crc32 ?? crc32OfBytes;
