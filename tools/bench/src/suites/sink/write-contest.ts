import type { Arena } from "../../arena.ts";
import { type Comparison, type Contest, type Entrant, requireTally } from "../../contest.ts";
import type { WriteTask } from "../../contestants/sink/write-task.ts";
import { EVENT_BYTES } from "../../data/events.ts";
import { cpuPerRecord, type Metric, recordRate, recordsPerVcpu } from "../../measurement.ts";
import type { Database } from "./databases.ts";

/** Requests out at once, for all that send several: what event-sink does by default. */
export const REQUESTS = 48;
/** Share of a vCPU that Lambda gives a function of 128 MB. */
const SMALL_FUNCTION_VCPU = 0.07;

/** Someone who writes, and how many events that takes a second or two for. */
interface Writer {
  readonly name: string;
  readonly of: readonly [file: string, run: string];
  readonly events: number;
}

const PUT = { name: "event-sink put", of: ["event-sink", "put"] } as const;
const BATCH = { name: "event-sink batch", of: ["event-sink", "batch"] } as const;
const ARTICLE = { name: "sequential put", of: ["article", "sequential"] } as const;
const BARE_PUTS = { name: `bare SDK puts, ${REQUESTS} at once`, of: ["bare-sdk", "puts"] } as const;
const BARE_BATCHES = { name: `bare SDK batches, ${REQUESTS} at once`, of: ["bare-sdk", "batches"] } as const;
const TOOLBOX = {
  name: `dynamodb-toolbox batch write, ${REQUESTS} at once`,
  of: ["toolbox", "batchWrite"],
} as const;

type Pairing = readonly [
  name: string,
  ours: { name: string },
  peer: { name: string },
  metric: Metric,
  goal?: number,
];

const cpuBudget = recordsPerVcpu(SMALL_FUNCTION_VCPU);

const FIXED_LATENCY_PAIRINGS: readonly Pairing[] = [
  ["put", PUT, ARTICLE, recordRate, 12],
  ["batch", BATCH, ARTICLE, recordRate, 150],
  ["put", PUT, BARE_PUTS, recordRate, 0.9],
  ["batch", BATCH, BARE_BATCHES, recordRate, 0.9],
  ["batch", BATCH, TOOLBOX, recordRate],
  ["CPU of an event, batch (cost)", BATCH, BARE_BATCHES, cpuPerRecord, 1.15],
  ["CPU of an event, put (cost)", PUT, BARE_PUTS, cpuPerRecord],
  ["what a 128 MB function carries, batch", BATCH, BARE_PUTS, cpuBudget, 10],
  ["what a 128 MB function carries, put", PUT, BARE_PUTS, cpuBudget],
  ["what a 128 MB function carries, put", PUT, ARTICLE, cpuBudget],
  ["what a 128 MB function carries, batch", BATCH, TOOLBOX, cpuBudget],
];

/** Against the endpoint that answers after 5 ms. */
export function fixedLatencyContest(arena: Arena, database: Database): Contest {
  const writers = [
    { ...ARTICLE, events: 300 },
    { ...PUT, events: 4_000 },
    { ...BARE_PUTS, events: 4_000 },
    { ...BATCH, events: 40_000 },
    { ...BARE_BATCHES, events: 40_000 },
    { ...TOOLBOX, events: 40_000 },
  ];
  return writeContest(arena, { name: "write", database, writers, pairings: FIXED_LATENCY_PAIRINGS });
}

const DYNALITE_PAIRINGS: readonly Pairing[] = [
  ["put, dynalite", PUT, ARTICLE, recordRate],
  ["put, dynalite", PUT, BARE_PUTS, recordRate],
  ["put, dynalite", PUT, TOOLBOX, recordRate],
];

/** Against dynalite, which stores and is slow: the database sets the pace. */
export function dynaliteContest(arena: Arena, database: Database): Contest {
  const writers = [
    { ...ARTICLE, events: 500 },
    { ...PUT, events: 1_500 },
    { ...BARE_PUTS, events: 1_500 },
    { ...TOOLBOX, events: 1_500 },
  ];
  return writeContest(arena, { name: "dynalite", database, writers, pairings: DYNALITE_PAIRINGS });
}

function writeContest(
  arena: Arena,
  options: { name: string; database: Database; writers: readonly Writer[]; pairings: readonly Pairing[] },
): Contest {
  const { name, database, writers, pairings } = options;
  return {
    name,
    entrants: writers.map((writer) => entrantOf(arena, database, writer)),
    comparisons: pairings.map(comparisonOf),
  };
}

/** A quick run writes a tenth of the events; so does the warm-up of any run. */
const TENTH = 10;

function entrantOf(arena: Arena, database: Database, { name, of: [file, run], events }: Writer): Entrant {
  const count = arena.quick ? events / TENTH : events;
  return {
    name,
    async measure() {
      const tableName = await database.openTable();
      const warmUp: WriteTask = {
        ...{ endpoint: database.endpoint, tableName, requests: REQUESTS },
        ...{ first: 0, events: count / TENTH },
      };
      const task: WriteTask = { ...warmUp, first: warmUp.events, events: count };
      const measurement = await arena.measure({ file: `sink/${file}`, run, warmUp, task });
      requireTally(name, measurement, { records: count, bytes: count * EVENT_BYTES });
      await database.closeTable(tableName, { contestant: name, events: warmUp.events + count });
      return measurement;
    },
  };
}

function comparisonOf([name, ours, peer, metric, goal]: Pairing): Comparison {
  return {
    ...{ name, ours: ours.name, peer: peer.name, metric, cpuPer: "record" },
    ...(goal === undefined ? {} : { goal: { on: "ratio", value: goal } }),
  };
}
