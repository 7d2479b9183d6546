import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEvents } from "../src/index.ts";
import { collect } from "./support/collect.ts";
import { startWorld, type World } from "./support/world.ts";

const WRITER = fileURLToPath(new URL("support/killed-writer.ts", import.meta.url));
const KILLS = 50;
const ENDLESS = 1_000_000;

const worlds: World[] = [];
beforeAll(async () => {
  worlds.push(await startWorld("plain"), await startWorld("partiql"));
});
afterAll(async () => {
  for (const world of worlds) await world.stop();
});

/** Lets a writer go on from `first`, and kills it after some steps of its mark. Gives the mark, 0 for none. */
async function writeAndDie(
  world: World,
  streamId: string,
  first: number,
  last: number,
  steps: number,
  mode = "auto",
): Promise<number> {
  const args = [WRITER, world.proxy.endpoint, world.tableName, streamId, String(first), String(last), mode];
  const writer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(writer, "close");
  let [mark, seen] = [0, 0];
  for await (const line of createInterface(writer.stdout)) {
    mark = Number(line);
    seen += 1;
    if (seen === steps) writer.kill("SIGKILL");
  }
  await closed;
  const end = last === ENDLESS ? "SIGKILL" : 0;
  if ((writer.signalCode ?? writer.exitCode) !== end) {
    throw new Error(`the writer ended with ${writer.signalCode ?? writer.exitCode}, not ${end}`);
  }
  return mark;
}

test.concurrent.for(["single puts", "batches"])(
  "a process that writes %s and is killed over and over, resumed from its mark, loses nothing acknowledged and nothing at all",
  { timeout: 240_000 },
  async (way, { expect }) => {
    const world = worlds[way === "batches" ? 1 : 0] as World;
    const streamId = world.newStreamId();
    let mark = 0;
    let unacknowledged = 0;
    for (let kill = 1; kill <= KILLS / 2; kill += 1) {
      const next = await writeAndDie(world, streamId, mark + 1, ENDLESS, 1 + ((kill * 7) % 5));
      expect(next).toBeGreaterThan(mark);
      mark = next;
      const stored = new Set((await world.readStream(streamId)).map(({ id }) => Number(id)));
      for (let number = 1; number <= mark; number += 1) expect(stored.has(number)).toBe(true);
      unacknowledged += stored.size - mark;
    }
    const last = mark + 200;
    expect(await writeAndDie(world, streamId, mark + 1, last, ENDLESS)).toBe(last);
    const numbers = (await world.readStream(streamId)).map(({ id }) => Number(id));
    expect(numbers.slice(0, last)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(unacknowledged).toBeGreaterThan(0);
  },
);

test("a process that packs events and is killed over and over, resumed from its mark, loses nothing, and nothing is read twice", {
  timeout: 240_000,
}, async () => {
  const world = worlds[0] as World;
  const streamId = world.newStreamId();
  const read = () =>
    collect(readEvents(world.direct, { tableName: world.tableName, streamId, packed: true }));
  let mark = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const next = await writeAndDie(world, streamId, mark + 1, ENDLESS, 1 + ((kill * 7) % 5), "packed");
    expect(next).toBeGreaterThan(mark);
    mark = next;
    const stored = new Set((await world.readStream(streamId)).map(({ id }) => Number(id)));
    for (let number = 1; number <= mark; number += 1) expect(stored.has(number)).toBe(true);
  }
  const last = mark + 200;
  expect(await writeAndDie(world, streamId, mark + 1, last, ENDLESS, "packed")).toBe(last);
  const numbers = (await read()).map(({ id }) => Number(id));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.toSorted((a, b) => a - b).slice(0, last)).toEqual(
    Array.from({ length: last }, (_, index) => index + 1),
  );
});
