import type { Arena, Server } from "../../arena.ts";
import { type Contest, requireTally } from "../../contest.ts";
import { recordBlock, type WireFormat } from "../../data/records.ts";
import { sourcePath } from "../../data/source-path.ts";
import { figure } from "../../measurement.ts";

const CONNECTIONS = 1000;
const QUICK_CONNECTIONS = 60;
const GOAL_KB = 60;
const MAX_ROUNDS = 5;

const HOLDERS: readonly { name: string; run: string; format: WireFormat }[] = [
  { name: "stream-reader ndjson()", run: "ndjsonStream", format: "ndjson" },
  { name: "stream-reader sse()", run: "sseStream", format: "sse" },
  { name: "undici + indexOf by hand", run: "byHand", format: "ndjson" },
  { name: "eventsource", run: "eventsource", format: "sse" },
];

const PAIRINGS = [
  ["stream-reader ndjson()", "undici + indexOf by hand"],
  ["stream-reader sse()", "eventsource"],
] as const;

/** Memory of a connection that is open and silent, a thousand of them in one process. */
export function quietContest(arena: Arena, { url }: Server): Contest {
  const connections = arena.quick ? QUICK_CONNECTIONS : CONNECTIONS;
  return {
    name: "quiet",
    rounds: (repetitions) => Math.min(repetitions, MAX_ROUNDS),
    entrants: HOLDERS.map(({ name, run, format }) => ({
      name,
      async measure() {
        const { payloadBytes } = recordBlock({ format, recordBytes: 100, blockBytes: 1 });
        const measurement = await arena.measure({
          file: "reader/quiet",
          run,
          task: { url: `${url}${sourcePath({ kind: "quiet", format })}`, connections },
        });
        const all = connections + 1;
        requireTally(name, measurement, { records: all, bytes: all * payloadBytes });
        return measurement;
      },
    })),
    comparisons: PAIRINGS.flatMap(([ours, peer]) => [
      {
        name: `${connections} quiet connections, heap of each (${ours})`,
        ours,
        peer,
        metric: figure("heapKb", "KB"),
        goal: { on: "ours", value: GOAL_KB },
        cpuPer: "record",
      } as const,
      {
        name: `${connections} quiet connections, RSS of each (${ours})`,
        ours,
        peer,
        metric: figure("rssKb", "KB"),
        cpuPer: "record",
      } as const,
    ]),
  };
}
