import { ChunkFrame } from "../frames/chunk-frame.ts";
import type { FrameFormat } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { headOf, passOversize } from "../frames/rejected-frame.ts";

const LF = 10;
const CR = 13;

/**
 * Each network chunk is a frame, as it comes; chunks of nothing but line ends are keep-alives and are dropped.
 *
 * An end signal is looked for in each line of a chunk too. What a chunk is, the network decides: use it for a source that writes one event at a time, and another format
 * where the source has one.
 */
export function chunks(): FrameFormat {
  return {
    name: "chunks",
    accept: "*/*",
    decoder(options) {
      const limits = limitsOf(options);
      let offset = 0;
      return {
        decode(chunk, into = []) {
          if (chunk.length > limits.maxFrameBytes) {
            passOversize(limits, into, { bytes: chunk.length, offset, head: headOf(chunk) });
          } else if (!isBlank(chunk)) into.push(new ChunkFrame(chunk, 0, chunk.length));
          offset += chunk.length;
          return into;
        },
        end: () => undefined,
      };
    },
  };
}

function isBlank(chunk: Uint8Array): boolean {
  return chunk.every((byte) => byte === LF || byte === CR);
}
