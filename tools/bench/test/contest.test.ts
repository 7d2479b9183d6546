import { expect, test } from "vitest";
import { type Contest, holdContest, requireTally, rowsOf } from "../src/contest.ts";
import { figure, type Measurement, throughput } from "../src/measurement.ts";

const BODY_BYTES = 100_000_000;

/** An entrant that takes so long in each round. */
function runner(name: string, wallMs: readonly number[], turns: string[] = []) {
  const rest = [...wallMs];
  return {
    name,
    delivers: "bytes",
    async measure(): Promise<Measurement> {
      turns.push(name);
      return measured(rest.shift() ?? 0);
    },
  };
}

function measured(wallMs: number): Measurement {
  return { records: 1000, bytes: 1, wallMs, cpuMs: wallMs / 2, gcMs: 3, figures: { heapKb: wallMs } };
}

const ENDLESS = { rounds: 3, signal: new AbortController().signal, onMeasured: () => undefined };

function contestOf(turns: string[] = []): Contest {
  return {
    name: "race",
    entrants: [runner("we", [100, 1000, 200], turns), runner("they", [200, 2000, 100], turns)],
    comparisons: [
      {
        name: "speed",
        ours: "we",
        peer: "they",
        metric: throughput(BODY_BYTES),
        goal: { on: "ratio", value: 1.9 },
        cpuPer: { megabytesOf: BODY_BYTES },
      },
      {
        name: "memory",
        ours: "we",
        peer: "they",
        metric: figure("heapKb", "KB"),
        goal: { on: "ours", value: 199 },
        cpuPer: "record",
      },
    ],
  };
}

test("entrants take turns, round after round, and each measurement is told of", async () => {
  const turns: string[] = [];
  const told: string[] = [];
  await holdContest(contestOf(turns), {
    ...ENDLESS,
    onMeasured: ({ round, entrant }) => told.push(`${round} ${entrant}`),
  });
  expect(turns).toEqual(["we", "they", "we", "they", "we", "they"]);
  expect(told).toEqual(["1 we", "1 they", "2 we", "2 they", "3 we", "3 they"]);
});

test("a row has the median of the rounds' ratios, their extremes and the medians of both sides", async () => {
  const contest = contestOf();
  const [speed, memory] = rowsOf(contest, await holdContest(contest, ENDLESS));
  expect(speed).toEqual({
    ...{ name: "speed", peer: "they", ratio: 2, min: 0.5, max: 2, ours: 500, theirs: 500 },
    ...{ unit: "MB/s", better: "higher", goal: 1.9, goalOn: "ratio", met: true, rounds: 3 },
    delivers: { ours: "bytes", theirs: "bytes" },
    cpu: { ours: 1, theirs: 1, ratio: 0.5, unit: "ms/MB" },
    gcMs: { ours: 3, theirs: 3 },
  });
  expect(memory).toMatchObject({
    ...{ ratio: 0.5, ours: 200, theirs: 200, unit: "KB", better: "lower" },
    ...{ goal: 199, goalOn: "ours", met: false },
    cpu: { ours: 100, theirs: 100, ratio: 0.5, unit: "us/event" },
  });
});

test("a goal for what ours is above theirs goes by the rounds, not by the medians of both", async () => {
  const contest: Contest = {
    name: "delay",
    entrants: [runner("we", [100, 250, 400]), runner("they", [90, 300, 200])],
    comparisons: [100, 9].map((value) => ({
      ...{ name: "delay", ours: "we", peer: "they", metric: figure("heapKb", "ms"), cpuPer: "run" as const },
      goal: { on: "difference", value } as const,
    })),
  };
  expect(rowsOf(contest, await holdContest(contest, ENDLESS))).toMatchObject([
    { goal: 100, goalOn: "difference", met: true },
    { goal: 9, goalOn: "difference", met: false },
  ]);
});

test("an abort ends a contest between two measurements", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const turns: string[] = [];
  const held = holdContest(contestOf(turns), {
    ...ENDLESS,
    signal: stop.signal,
    onMeasured: () => stop.abort(reason),
  });
  await expect(held).rejects.toBe(reason);
  expect(turns).toEqual(["we"]);
});

test("a figure that a contestant did not report, and an entrant that is missing, are errors", async () => {
  expect(() => figure("rssMb", "MB").of(measured(1))).toThrow("the contestant reported no rssMb");
  expect(() => rowsOf(contestOf(), new Map())).toThrow("we is compared but was not entered");
});

test("a contestant that lost a record is disqualified", () => {
  expect(() => requireTally("they", { records: 9, bytes: 100 }, { records: 10, bytes: 100 })).toThrow(
    "they delivered 9 records of 100 bytes instead of 10 records of 100 bytes",
  );
  expect(() => requireTally("they", { records: 10, bytes: 99 }, { records: 10, bytes: 100 })).toThrow();
  expect(() => requireTally("they", { records: 10, bytes: 100 }, { records: 10, bytes: 100 })).not.toThrow();
});
