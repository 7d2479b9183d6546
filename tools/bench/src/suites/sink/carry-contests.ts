import type { Arena, Server } from "../../arena.ts";
import { type Contest, type Goal, requireTally } from "../../contest.ts";
import type { CarryTask } from "../../contestants/sink/end-to-end.ts";
import { EVENT_BYTES } from "../../data/events.ts";
import { figure } from "../../measurement.ts";
import { DEFAULT_FLAGS, MEMORY_FLAGS } from "../../processes/run-contestant.ts";
import type { Database } from "./databases.ts";
import { REQUESTS } from "./write-contest.ts";

const RATE = 1000;
const SECONDS = 10;
const QUICK_SECONDS = 1;
const WARM_UP_SECONDS = 2;
const QUICK_WARM_UP_SECONDS = 0.2;
const MAX_ROUNDS = 5;
const GOAL_P99_MS = 60;
const GOAL_GROWTH_MB = 20;
/** More than the run itself takes, when the machine is slow. */
const SLACK_MS = 120_000;

const BATCH = { name: "stream-reader + event-sink batch", run: "batch" } as const;
const PUT = { name: "stream-reader + event-sink put", run: "put" } as const;
const BY_HAND = { name: `undici + bare SDK puts, ${REQUESTS} at once`, run: "byHand" } as const;

interface Course {
  readonly database: Database;
  readonly source: Server;
}

/** From the source to the acknowledgement of the table: how long an event is under way. */
export function latencyContest(arena: Arena, course: Course): Contest {
  const seconds = arena.quick ? QUICK_SECONDS : SECONDS;
  const below = { on: "ours", value: GOAL_P99_MS } as const;
  const row = (percentile: "p50" | "p99", ours: { name: string; run: string }, goal?: Goal) => ({
    name: `source to durable at ${RATE} events/s, ${percentile} above the endpoint's latency, ${ours.run}`,
    ours: ours.name,
    peer: BY_HAND.name,
    metric: figure(`${percentile}AboveMs`, "ms"),
    cpuPer: "record" as const,
    ...(goal === undefined ? {} : { goal }),
  });
  return {
    name: "latency",
    rounds: (repetitions) => Math.min(repetitions, MAX_ROUNDS),
    entrants: [BATCH, PUT, BY_HAND].map((carrier) =>
      entrantOf(arena, course, { ...carrier, seconds, flags: DEFAULT_FLAGS }),
    ),
    comparisons: [row("p50", BATCH), row("p99", BATCH, below), row("p50", PUT), row("p99", PUT, below)],
  };
}

/** Minutes of the same: does memory stay where it is? */
export function longContest(arena: Arena, course: Course): Contest {
  const seconds = Math.ceil(arena.minutes * 60);
  const row = (kind: "RSS" | "heap", goal?: Goal) => ({
    name: `growth of ${kind} over ${arena.minutes} min at ${RATE} events/s`,
    ours: BATCH.name,
    peer: BY_HAND.name,
    metric: figure(kind === "RSS" ? "rssGrowthMb" : "heapGrowthMb", "MB"),
    cpuPer: "record" as const,
    ...(goal === undefined ? {} : { goal }),
  });
  return {
    name: "long",
    rounds: () => 1,
    entrants: [BATCH, BY_HAND].map((carrier) =>
      entrantOf(arena, course, { ...carrier, seconds, flags: MEMORY_FLAGS }),
    ),
    comparisons: [row("RSS", { on: "ours", value: GOAL_GROWTH_MB }), row("heap")],
  };
}

function entrantOf(
  arena: Arena,
  { database, source }: Course,
  { name, run, seconds, flags }: { name: string; run: string; seconds: number; flags: readonly string[] },
) {
  const taskOf = (tableName: string, duration: number): CarryTask => ({
    ...{ endpoint: database.endpoint, tableName, requests: REQUESTS, events: RATE * duration },
    sourceUrl: `${source.url}/?rate=${RATE}&events=${RATE * duration}`,
  });
  const warmUpSeconds = arena.quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
  return {
    name,
    async measure() {
      const tableName = await database.openTable();
      const task = taskOf(tableName, seconds);
      const measurement = await arena.measure(
        { file: "sink/end-to-end", run, warmUp: taskOf(tableName, warmUpSeconds), task },
        { flags, timeoutMs: (warmUpSeconds + seconds) * 1000 + SLACK_MS },
      );
      requireTally(name, measurement, { records: task.events, bytes: task.events * EVENT_BYTES });
      await database.closeTable(tableName, {
        contestant: name,
        events: task.events + RATE * warmUpSeconds,
      });
      return measurement;
    },
  };
}
