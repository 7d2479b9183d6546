import type { Arena } from "../../arena.ts";
import type { Entrant } from "../../contest.ts";
import { requireTally } from "../../contest.ts";
import { BLOCK_BYTES, type BlockOptions, recordBlock } from "../../data/records.ts";
import { sourcePath } from "../../data/source-path.ts";
import type { Outcome } from "../../measurement.ts";
import type { Job } from "../../processes/run-contestant.ts";

/** Blocks of one repetition: 210 MB. */
export const BLOCKS = 50;
export const QUICK_BLOCKS = 2;
const WARM_UP_BLOCKS = 5;
const QUICK_WARM_UP_BLOCKS = 1;

/** Records of about 1 KB. */
export const KILOBYTE_RECORDS = { recordBytes: 1024, blockBytes: BLOCK_BYTES } as const;

/** What so many blocks hold. */
export interface Volume {
  readonly bodyBytes: number;
  /** What has to be delivered by who frames, and by who does not. */
  readonly framed: Outcome;
  readonly raw: Outcome;
}

/** Counts what so many blocks hold. */
export function volumeOf(block: BlockOptions, blocks: number): Volume {
  const { bytes, records, payloadBytes } = recordBlock(block);
  const bodyBytes = bytes.length * blocks;
  return {
    bodyBytes,
    framed: { records: records * blocks, bytes: payloadBytes * blocks },
    raw: { records: 0, bytes: bodyBytes },
  };
}

/** Blocks of a measured task and of its warm-up. */
export function blocksOf({ quick }: Pick<Arena, "quick">): { task: number; warmUp: number } {
  return quick
    ? { task: QUICK_BLOCKS, warmUp: QUICK_WARM_UP_BLOCKS }
    : { task: BLOCKS, warmUp: WARM_UP_BLOCKS };
}

/** Where so many blocks can be read. */
export function blocksUrl(serverUrl: string, block: BlockOptions, blocks: number): string {
  const origin = block.format === "messages" ? serverUrl.replace(/^http/, "ws") : serverUrl;
  return `${origin}${sourcePath({ kind: "blocks", ...block, blocks })}`;
}

/** An entrant that runs a job and has to deliver `expected`. */
export function entrant(
  arena: Arena,
  { name, delivers, job, expected }: { name: string; delivers: string; job: Job; expected: Outcome },
): Entrant {
  return {
    name,
    delivers,
    async measure() {
      const measurement = await arena.measure(job);
      requireTally(name, measurement, expected);
      return measurement;
    },
  };
}
