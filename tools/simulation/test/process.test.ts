import { expect, test } from "vitest";
import { SimulatedProcess } from "../src/world/process.ts";
import { quietWorld } from "./support/quiet-world.ts";

function timeline() {
  const world = quietWorld();
  const startMs = world.nowMs;
  const said: string[] = [];
  const say = (what: string) => () => said.push(`${world.nowMs - startMs} ${what}`);
  const run = () => {
    while (world.clock.step());
    return said;
  };
  return { process: new SimulatedProcess("inv-1", world, 0), world, say, run };
}

test("what was due while a process stood still happens when it goes on, in the same order", () => {
  const { process, say, run } = timeline();
  process.after(10, say("one"));
  process.after(20, say("two"));
  process.after(200, say("three"));
  process.freeze(100);
  expect(run()).toEqual(["100 one", "100 two", "200 three"]);
});

test("a timer that is put off while its process stands still can be taken back", () => {
  const { process, world, say, run } = timeline();
  const cancel = process.after(10, say("one"));
  process.freeze(100);
  world.clock.after(50, cancel);
  expect(run()).toEqual([]);
});

test("a part stands still and ends with the whole, and ends alone", () => {
  const { process, world, say, run } = timeline();
  const [part, other] = [process.part("inv-1", world), process.part("inv-1~2", world)];
  process.freeze(30);
  part.after(10, say("part"));
  other.after(10, say("other"));
  other.exit();
  world.clock.after(50, () => process.exit());
  part.after(60, say("part, later"));
  expect(run()).toEqual(["30 part"]);
  expect([process.isAlive, part.isAlive, other.isAlive]).toEqual([false, false, false]);
});
