import zlib, { type Gzip } from "node:zlib";

/** What compresses in a content coding, with `flush()` for what has to go out. */
export function compressor(coding: string): Gzip {
  const create = COMPRESSORS[coding];
  if (create === undefined) throw new TypeError(`no compressor of ${coding}`);
  return create() as Gzip;
}

const COMPRESSORS: Readonly<Record<string, () => unknown>> = {
  gzip: () => zlib.createGzip(),
  deflate: () => zlib.createDeflate(),
  br: () => zlib.createBrotliCompress(),
  zstd: () => zlib.createZstdCompress(),
};
