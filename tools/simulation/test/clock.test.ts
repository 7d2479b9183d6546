import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../src/clock.ts";
import { createRandom } from "../src/prng.ts";
import { replaceGlobals, runClock } from "../src/virtual-time.ts";

const LIMITS = { untilMs: 1_000_000, maxSteps: 10_000 };

test("timers go off in the order of their time, and those of one moment in the order in which they were set", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (delays) => {
      const clock = new VirtualClock(0);
      const seen: [number, number][] = [];
      for (const [index, delayMs] of delays.entries())
        clock.after(delayMs, () => seen.push([clock.nowMs, index]));
      while (clock.step());
      const expected = delays.map((delayMs, index): [number, number] => [delayMs, index]);
      expect(seen).toEqual(
        expected.toSorted(([one, first], [other, second]) => one - other || first - second),
      );
    }),
  );
});

test("a timer that was called off does not go off", () => {
  const clock = new VirtualClock(0);
  const cancel = clock.after(5, () => expect.unreachable());
  cancel();
  expect(clock.step()).toBe(false);
});

test("time stands still until every promise that can go on has gone on", async () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  clock.after(1, async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    seen.push(`after fifty turns, at ${clock.nowMs}`);
  });
  clock.after(2, () => seen.push(`next timer, at ${clock.nowMs}`));
  expect(await runClock(clock, () => false, LIMITS)).toBe("idle");
  expect(seen).toEqual(["after fifty turns, at 1", "next timer, at 2"]);
});

test("a clock that goes round and round is late, whether or not its time passes", async () => {
  for (const delayMs of [0, 1_000]) {
    const clock = new VirtualClock(0);
    const again = () => clock.after(delayMs, again);
    again();
    expect(await runClock(clock, () => false, LIMITS)).toBe("late");
  }
});

test("the globals live in virtual time while they are replaced, and in real time again after that", async () => {
  const real = { Date, setTimeout, clearTimeout, random: Math.random };
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const restore = replaceGlobals(clock, createRandom(1));
  const seen: string[] = [];
  setTimeout(() => seen.push(new Date().toISOString()), 1_500);
  clearTimeout(setTimeout(() => expect.unreachable(), 10));
  const before = [Date.now(), new Date("2020-02-02T00:00:00.000Z").getTime(), Math.random()];
  await runClock(clock, () => false, { ...LIMITS, untilMs: Number.POSITIVE_INFINITY });
  restore();
  expect(seen).toEqual(["2030-01-01T00:00:01.500Z"]);
  expect(before).toEqual([Date.UTC(2030, 0, 1), Date.UTC(2020, 1, 2), createRandom(1).next()]);
  expect({ Date, setTimeout, clearTimeout, random: Math.random }).toEqual(real);
});
