import type { Arena } from "../../arena.ts";
import type { Contest } from "../../contest.ts";
import { BLOCK_BYTES, type BlockOptions } from "../../data/records.ts";
import { comparisonsOf } from "./http-contests.ts";
import { blocksOf, entrant, KILOBYTE_RECORDS, volumeOf } from "./volume.ts";

/** The usual volume would be over in a twentieth of a second. */
const LARGE_TIMES = 5;

/** 64 KiB chunks of 1 KB lines, without a network. */
export function largeChunksContest(arena: Arena): Contest {
  const goal = 2.5;
  const block = { format: "ndjson", ...KILOBYTE_RECORDS } as const;
  return framingContest(arena, {
    name: "framing-large",
    block,
    chunkBytes: 64 * 1024,
    goal,
    times: LARGE_TIMES,
  });
}

/** 1,021-byte chunks of 100 B lines: nearly every tenth line lies across a border. */
export function smallChunksContest(arena: Arena): Contest {
  const goal = 1;
  const block = { format: "ndjson", recordBytes: 100, blockBytes: BLOCK_BYTES } as const;
  return framingContest(arena, { name: "framing-small", block, chunkBytes: 1021, goal, times: 1 });
}

function framingContest(
  arena: Arena,
  options: { name: string; block: BlockOptions; chunkBytes: number; goal: number; times: number },
): Contest {
  const { name, block, chunkBytes, goal, times } = options;
  const usual = blocksOf(arena);
  const blocks = { ...usual, task: usual.task * times };
  const { bodyBytes, framed } = volumeOf(block, blocks.task);
  const framer = (entrantName: string, delivers: string, file: string, run: string) =>
    entrant(arena, {
      name: entrantName,
      delivers,
      expected: framed,
      job: {
        file,
        run,
        warmUp: { ...block, chunkBytes, blocks: blocks.warmUp },
        task: { ...block, chunkBytes, blocks: blocks.task },
      },
    });
  const what = `framing, ${block.recordBytes} B lines in ${chunkBytes} B chunks`;
  return {
    name,
    entrants: [
      framer("lines() decoder", "bytes", "reader/stream-reader", "framingBytes"),
      framer("lines() decoder, text", "text", "reader/stream-reader", "framingText"),
      framer("split2 data events", "text", "reader/undici-peers", "framing"),
    ],
    comparisons: comparisonsOf(
      [
        [what, "lines() decoder", "split2 data events", goal],
        [`${what}, as text`, "lines() decoder, text", "split2 data events"],
      ],
      bodyBytes,
    ),
  };
}
