import { type BlockOptions, recordBlock } from "../../data/records.ts";

/** Blocks to frame in this process, without a network. */
export interface FramingTask extends BlockOptions {
  readonly blocks: number;
  readonly chunkBytes: number;
}

/** The chunks of the task before: the warm-up makes them, so that the measured task does not. */
let prepared: { key: string; chunks: Buffer[] } | undefined;

/**
 * Hands over the blocks in chunks; when `onChunk` returns a promise, it waits. As on a socket, chunks are not copies: they
 * are views of one buffer.
 */
export async function feed(
  task: FramingTask,
  onChunk: (chunk: Buffer) => Promise<unknown> | undefined,
): Promise<void> {
  const chunks = chunksOf(task);
  for (let block = 0; block < task.blocks; block += 1) {
    for (const chunk of chunks) {
      const busy = onChunk(chunk);
      if (busy !== undefined) await busy;
    }
  }
}

function chunksOf({ blocks: _, ...task }: FramingTask): Buffer[] {
  const key = JSON.stringify(task);
  if (prepared?.key === key) return prepared.chunks;
  const { bytes } = recordBlock(task);
  const chunks: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += task.chunkBytes) {
    chunks.push(bytes.subarray(start, start + task.chunkBytes));
  }
  prepared = { key, chunks };
  return chunks;
}
