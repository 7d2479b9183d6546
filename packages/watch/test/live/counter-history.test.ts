import { expect, test } from "vitest";
import { MAX_SAMPLES } from "../../src/limits.ts";
import { CounterHistory } from "../../src/live/counter-history.ts";

const seen = (atMs: number, received: number) => ({ atMs, received, stored: received, duplicates: 0 });

test("of a time in which nothing changed the beginning and the end are kept; what changed is from when it was saved", () => {
  const history = new CounterHistory();
  for (const atMs of [10, 12, 14, 16]) history.add("a", seen(atMs, 5), 8);
  history.add("a", seen(18, 9), 17);
  history.add("a", seen(20, 12), 17);
  expect(history.of("a").map(({ atMs, received }) => [atMs, received])).toEqual([
    [8, 5],
    [16, 5],
    [17, 9],
    [20, 12],
  ]);
  history.keepOnly(new Set());
  expect(history.of("a")).toEqual([]);
});

test("however long it is looked, so many are kept: the first, the last, and of what is long past every second one", () => {
  const history = new CounterHistory();
  for (let n = 0; n < 10_000; n += 1) history.add("a", seen(n, n));
  const times = history.of("a").map(({ atMs }) => atMs);
  expect(times.length).toBeLessThanOrEqual(MAX_SAMPLES);
  expect([times[0], times.at(-1), times.at(-2)]).toEqual([0, 9_999, 9_998]);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});
