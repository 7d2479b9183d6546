import { expect, test } from "vitest";
import { connectionEntry } from "../../src/report/connection-entry.ts";
import { perSecond, type RateSources, ratesOf } from "../../src/report/rate-bins.ts";
import { connection, openedOf, T0 } from "../support/records.ts";

const SECONDS = 60;

/** A connection with as many events a second, from a second to a second. */
function told(epoch: number, from: number, until: number, rate: number, changes = {}) {
  const counts = { received: (until - from) * rate, stored: 0, duplicates: 0, deadLettered: 0 };
  return connectionEntry(connection(epoch, from, until, { counts, ...changes }));
}

/** One part of the time for each second. */
function rates(sources: Partial<RateSources>) {
  const span = { sinceMs: T0, untilMs: T0 + SECONDS * 1_000 };
  return ratesOf({ ...span, connections: [], counted: [], ...sources });
}

const at = (seconds: number) => T0 + seconds * 1_000;

test("the events of a connection are spread over its time, those of two are added, and nothing is known before the first", () => {
  const { bins, received } = rates({ connections: [told(2, 10, 40, 20), told(3, 30, 50, 10)] });
  const perSeconds = bins.map((bin) => perSecond(bin, "received"));
  expect(perSeconds[5]).toBeUndefined();
  expect(perSeconds[20]).toBeCloseTo(20);
  expect(perSeconds[35]).toBeCloseTo(30);
  expect(perSeconds[45]).toBeCloseTo(10);
  expect(perSeconds[55]).toBeUndefined();
  expect(received).toBeCloseTo(800);
  expect(bins.every(({ isAverage }) => isAverage)).toBe(true);
});

test("a time without a connection has no events, and of one that has told nothing nobody knows", () => {
  const killed = connectionEntry({
    ...openedOf(connection(3, 30, 40)),
    ...{ endedAtMs: at(40), outcome: "killed", inferred: ["endedAtMs", "outcome"] },
  });
  const { bins } = rates({ connections: [told(2, 0, 20, 5), killed, told(4, 40, 60, 5)] });
  expect(perSecond(bins[25] ?? fail(), "received")).toBe(0);
  expect(perSecond(bins[35] ?? fail(), "received")).toBeUndefined();
  expect(perSecond(bins[45] ?? fail(), "received")).toBeCloseTo(5);
});

test("counts that were seen go before averages, and nothing is counted twice; dead letters are the connections' own", () => {
  const counts = { received: 600, stored: 0, duplicates: 60, deadLettered: 30 };
  const counted = [{ fromMs: at(30), untilMs: at(60), received: 900, duplicates: 0 }];
  const { bins, ...sums } = rates({ connections: [told(2, 0, 60, 0, { counts })], counted });
  expect(sums.received).toBeCloseTo(1_200);
  expect(sums.duplicates).toBeCloseTo(30);
  expect(sums.deadLettered).toBeCloseTo(30);
  expect(sums.mostPerSecond).toBeCloseTo(30);
  expect(bins[10]).toMatchObject({ isAverage: true });
  expect(bins[40]).toMatchObject({ isAverage: false });
  expect(perSecond(bins[40] ?? fail(), "received")).toBeCloseTo(30);
});

test("what came before the time that is shown is not counted into it", () => {
  expect(rates({ connections: [told(2, -60, 60, 10)] }).received).toBeCloseTo(600);
});

function fail(): never {
  throw new Error("there is no such part");
}
