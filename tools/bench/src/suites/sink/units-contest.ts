import type { Arena, Server } from "../../arena.ts";
import { type Contest, type Entrant, type Goal, requireTally } from "../../contest.ts";
import type { RecordedStream, Writing } from "../../contestants/sink/recorded.ts";
import { recordedEvent } from "../../data/recorded-events.ts";
import { figure } from "../../measurement.ts";
import { DEFAULT_FLAGS } from "../../processes/run-contestant.ts";
import type { Database } from "./databases.ts";

/** As many as all edits of Wikimedia's wikis have. */
const RATE = 30;
const EVENTS = 1_000;
const QUICK_EVENTS = 15;
const WARM_UP_EVENTS = 60;
const QUICK_WARM_UP_EVENTS = 5;
const MAX_ROUNDS = 3;
/** More than the run itself takes, when the machine is slow. */
const SLACK_MS = 120_000;
const NAME = "write units of 1,000 events";

const PUT = { name: "event-sink put, recorded events", writing: { mode: "put" } } as const;
const AUTO = { name: 'compress "auto"', writing: { mode: "put", compress: "auto" } } as const;
const PACKED_1S = { name: "packed 1,000 ms", writing: { mode: "packed", packDelayMs: 1_000 } } as const;
const PACKED_5S = { name: "packed 5,000 ms", writing: { mode: "packed", packDelayMs: 5_000 } } as const;

const WRITERS = [PUT, AUTO, PACKED_1S, PACKED_5S];
const OURS: readonly [writer: { name: string }, goalUnits?: number][] = [
  [AUTO],
  [PACKED_1S, 190],
  [PACKED_5S, 160],
];

/** What recorded events take of the table at the pace at which they came, and how long each is under way. */
export function unitsContest(arena: Arena, course: { database: Database; source: Server }): Contest {
  const row = (name: string, ours: string, [of, unit]: readonly [string, string], goal?: Goal) => ({
    ...{ name: `${name}, ${ours}`, ours, peer: PUT.name, metric: figure(of, unit) },
    ...{ cpuPer: "record" as const, ...(goal && { goal }) },
  });
  return {
    name: "units",
    rounds: (repetitions) => Math.min(repetitions, MAX_ROUNDS),
    entrants: WRITERS.map((writer) => entrantOf(arena, course, writer)),
    comparisons: OURS.flatMap(([{ name }, units]) => [
      row(
        NAME,
        name,
        ["writeUnits", "units"],
        units === undefined ? undefined : { on: "ours", value: units },
      ),
      row(`source to durable at ${RATE} events/s, p99`, name, ["p99AboveMs", "ms"]),
    ]),
  };
}

function entrantOf(
  arena: Arena,
  { database, source }: { database: Database; source: Server },
  { name, writing }: { name: string; writing: Writing },
): Entrant {
  const events = arena.quick ? QUICK_EVENTS : EVENTS;
  const warmUpEvents = arena.quick ? QUICK_WARM_UP_EVENTS : WARM_UP_EVENTS;
  const taskOf = (tableName: string, count: number): RecordedStream => ({
    ...{ endpoint: database.endpoint, tableName, writing, events: count },
    sourceUrl: `${source.url}/?rate=${RATE}&events=${count}&recorded`,
  });
  return {
    name,
    async measure() {
      const tableName = await database.openTable();
      const measurement = await arena.measure(
        {
          ...{ file: "sink/recorded", run: "carry" },
          ...{ warmUp: taskOf(tableName, warmUpEvents), task: taskOf(tableName, events) },
        },
        { flags: DEFAULT_FLAGS, timeoutMs: ((warmUpEvents + events) / RATE) * 1_000 + SLACK_MS },
      );
      requireTally(name, measurement, { records: events, bytes: bytesOf(events) });
      await database.closeTable(tableName, { contestant: name, events: warmUpEvents + events });
      return measurement;
    },
  };
}

/** Versions are times, all of the same length. */
function bytesOf(events: number): number {
  const now = Date.now();
  let bytes = 0;
  for (let number = 0; number < events; number += 1) bytes += recordedEvent(number, now).length;
  return bytes;
}
