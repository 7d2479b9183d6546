import fc from "fast-check";
import { expect, test } from "vitest";
import { FollowProgress } from "../../src/reading/follow-progress.ts";

const policy = { pollIntervalMs: 500, overlapMs: 2_000, lookBackMs: 60_000 };

interface Item {
  readonly key: string;
  readonly atMs: number;
  readonly storedAtMs: number;
}

/** What a look finds that begins there and then. */
function found(items: readonly Item[], fromMs: number, nowMs: number): Item[] {
  return items
    .filter(({ atMs, storedAtMs }) => storedAtMs <= nowMs && atMs >= fromMs)
    .sort((one, other) => one.atMs - other.atMs);
}

const arrivals = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 400_000 }),
    lateMs: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: policy.lookBackMs })),
  }),
  { maxLength: 60 },
);
const waits = fc.array(fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 90_000 })), {
  minLength: 20,
  maxLength: 80,
});

test("whatever is stored within lookBackMs is given once, whenever a look is taken", () => {
  fc.assert(
    fc.property(arrivals, waits, fc.integer({ min: 0, max: 200_000 }), (planned, pauses, beginsAtMs) => {
      const items = planned.map(({ atMs, lateMs }, index) => ({
        key: String(index),
        atMs,
        storedAtMs: atMs + lateMs,
      }));
      const progress = new FollowProgress(policy, 0);
      const given: string[] = [];
      let nowMs = beginsAtMs;
      for (const pauseMs of [...pauses, 600_000, 30_000, 30_000]) {
        for (const { key, atMs } of found(items, progress.look(nowMs), nowMs)) {
          if (progress.isNew(key, atMs)) given.push(key);
        }
        nowMs += pauseMs;
      }
      expect(given.toSorted()).toEqual(items.map(({ key }) => key).toSorted());
    }),
    { numRuns: 2_000 },
  );
});

test("what is stored within overlapMs is given by the next look", () => {
  const progress = new FollowProgress(policy, 0);
  progress.look(100_000);
  progress.isNew("later", 99_900);
  expect(progress.look(100_500)).toBe(98_500);
});

test("an idle stream is read from its latest item on", () => {
  const progress = new FollowProgress(policy, 0);
  progress.look(100_000);
  progress.isNew("last", 20_000);
  expect(progress.look(100_500)).toBe(20_000);
  expect(progress.look(150_000)).toBe(20_000);
});

test("no look begins before the reading", () => {
  const progress = new FollowProgress(policy, 95_000);
  expect([100_000, 100_500, 140_000, 170_000].map((nowMs) => progress.look(nowMs))).toEqual([
    95_000, 95_000, 95_000, 95_000,
  ]);
});

test("remembered is what a look back may meet, however much there was before", () => {
  const progress = new FollowProgress(policy, 0);
  progress.look(10_000_000);
  for (let atMs = 0; atMs < 10_000_000; atMs += 100) progress.isNew(String(atMs), atMs);
  expect(progress.remembered).toBeLessThanOrEqual((policy.lookBackMs + 100) / 100);
  for (let nowMs = 10_000_000; nowMs < 11_000_000; nowMs += 500) {
    progress.look(nowMs);
    for (let atMs = nowMs; atMs < nowMs + 500; atMs += 100) progress.isNew(String(atMs), atMs);
  }
  expect(progress.remembered).toBeLessThanOrEqual((policy.lookBackMs + 2 * 31_000) / 100);
});
