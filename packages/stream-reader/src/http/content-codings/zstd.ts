import zlib from "node:zlib";

/** Whether this Node can decode zstd: from 22.15 on. */
export function canDecodeZstd(): boolean {
  return typeof zlib.createZstdDecompress === "function";
}
