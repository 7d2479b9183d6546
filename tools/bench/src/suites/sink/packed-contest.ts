import type { Arena } from "../../arena.ts";
import type { Contest, Entrant } from "../../contest.ts";
import { requireTally } from "../../contest.ts";
import type { RecordedTask, Writing } from "../../contestants/sink/recorded.ts";
import { recordedEvent } from "../../data/recorded-events.ts";
import { cpuPerRecord } from "../../measurement.ts";
import type { Database } from "./databases.ts";

const EVENTS = 40_000;
const QUICK_EVENTS = 4_000;
/** Of the events; before the task. */
const WARM_UP_SHARE = 0.1;
/** A segment spans 60 s at most: with events so far apart it gets those that a stream of 30 a second has in a second. */
const FAR_APART_MS = 2_000;
const GOAL_RATIO = 1;

interface Writer {
  readonly name: string;
  readonly writing: Writing;
  readonly apartMs: number;
}

const BATCH = { name: "event-sink batch, recorded events", writing: { mode: "batch" }, apartMs: 0 } as const;
const FULL = { name: "packed, as many as a segment takes", writing: { mode: "packed" }, apartMs: 0 } as const;
const THIRTY = {
  name: "packed, 30 in a segment",
  writing: { mode: "packed" },
  apartMs: FAR_APART_MS,
} as const;

/** CPU of a recorded event in a segment, beside one in a batch, both written as fast as they are taken. */
export function packedContest(arena: Arena, database: Database): Contest {
  return {
    name: "packed",
    entrants: [BATCH, FULL, THIRTY].map((writer) => entrantOf(arena, database, writer)),
    comparisons: [FULL, THIRTY].map(({ name }) => ({
      ...{ name: `CPU of an event, ${name} (cost)`, ours: name, peer: BATCH.name },
      ...{ metric: cpuPerRecord, cpuPer: "record", goal: { on: "ratio", value: GOAL_RATIO } },
    })),
  };
}

function entrantOf(arena: Arena, database: Database, { name, writing, apartMs }: Writer): Entrant {
  const events = arena.quick ? QUICK_EVENTS : EVENTS;
  return {
    name,
    async measure() {
      const tableName = await database.openTable();
      const warmUp: RecordedTask = {
        ...{ endpoint: database.endpoint, tableName, writing, apartMs },
        ...{ first: 0, events: events * WARM_UP_SHARE },
      };
      const task: RecordedTask = { ...warmUp, first: warmUp.events, events };
      const measurement = await arena.measure({ file: "sink/recorded", run: "write", warmUp, task });
      requireTally(name, measurement, { records: events, bytes: bytesOf(task) });
      await database.closeTable(tableName, { contestant: name, events: warmUp.events + events });
      return measurement;
    },
  };
}

function bytesOf({ first, events }: RecordedTask): number {
  let bytes = 0;
  for (let number = first; number < first + events; number += 1) bytes += recordedEvent(number).length;
  return bytes;
}
