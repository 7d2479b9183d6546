import type { Arena, Server } from "../../arena.ts";
import { type Contest, requireTally } from "../../contest.ts";
import { figure } from "../../measurement.ts";
import { DEFAULT_FLAGS, MEMORY_FLAGS } from "../../processes/run-contestant.ts";
import { BLOCKS, blocksUrl, KILOBYTE_RECORDS, QUICK_BLOCKS, volumeOf } from "./volume.ts";

/** 2 GB. */
const LONG_BLOCKS = 480;
const QUICK_LONG_BLOCKS = 3;
/** How much slower than the source the consumer is. */
const SLOWNESS = 10;
/** Of the volume: memory has reached its level then. */
const SETTLED_AFTER = 0.1;
const MAX_ROUNDS = 3;
const READERS = [
  { name: "stream-reader batches", run: "streamReader", delivers: "bytes" },
  { name: "undici raw", run: "raw", delivers: "chunks" },
  { name: "undici + split2", run: "piped", delivers: "text" },
  { name: "fetch + TextDecoderStream, not split", run: "fetchText", delivers: "chunks" },
] as const;

/** How the collector is set, and what is expected then. */
interface Setting {
  readonly name: string;
  readonly flags: readonly string[];
  readonly young: string;
  readonly goalMb?: number;
}

const SMALL: Setting = {
  name: "memory",
  flags: MEMORY_FLAGS,
  young: "young generation of 4 MB",
  goalMb: 20,
};
const DEFAULT: Setting = {
  name: "memory-default",
  flags: DEFAULT_FLAGS,
  young: "default young generation",
};

/** Growth of resident memory over 2 GB that a consumer takes ten times slower than the source can send. */
export async function memoryContests(arena: Arena, source: Server): Promise<Contest[]> {
  const settings = [SMALL, DEFAULT].filter(({ name }) => arena.wants(name));
  if (settings.length === 0) return [];
  const bytesPerSecond = (await sourceSpeed(arena, source.url)) / SLOWNESS;
  return settings.map((setting) => contestOf(arena, source, { setting, bytesPerSecond }));
}

function contestOf(
  arena: Arena,
  { url }: Server,
  { setting, bytesPerSecond }: { setting: Setting; bytesPerSecond: number },
): Contest {
  const { name: contest, flags, young, goalMb } = setting;
  const block = { format: "ndjson", ...KILOBYTE_RECORDS } as const;
  const blocks = arena.quick ? QUICK_LONG_BLOCKS : LONG_BLOCKS;
  const volume = volumeOf(block, blocks);
  const task = {
    url: blocksUrl(url, block, blocks),
    bytesPerSecond,
    settledAfterBytes: volume.bodyBytes * SETTLED_AFTER,
  };
  const ours = READERS[0].name;
  return {
    name: contest,
    rounds: (repetitions) => (goalMb === undefined ? 1 : Math.min(repetitions, MAX_ROUNDS)),
    entrants: READERS.map(({ name, run, delivers }) => ({
      name,
      delivers,
      async measure() {
        const measurement = await arena.measure({ file: "reader/slow-readers", run, task }, { flags });
        requireTally(name, measurement, delivers === "chunks" ? volume.raw : volume.framed);
        return measurement;
      },
    })),
    comparisons: READERS.slice(1).map(({ name: peer }) => ({
      name: `growth of RSS over ${Math.round(volume.bodyBytes / 1e6)} MB, consumer ${SLOWNESS} times slower, ${young}`,
      ours,
      peer,
      metric: figure("rssGrowthMb", "MB"),
      ...(goalMb === undefined ? {} : { goal: { on: "ours", value: goalMb } as const }),
      cpuPer: { megabytesOf: volume.bodyBytes },
    })),
  };
}

/** Bytes per second that the source can send to someone who drops them. */
async function sourceSpeed(arena: Arena, url: string): Promise<number> {
  const block = { format: "ndjson", ...KILOBYTE_RECORDS } as const;
  const blocks = arena.quick ? QUICK_BLOCKS : BLOCKS;
  const { bytes, wallMs } = await arena.measure({
    file: "reader/undici-peers",
    run: "raw",
    task: { url: blocksUrl(url, block, blocks) },
  });
  return bytes / (wallMs / 1000);
}
