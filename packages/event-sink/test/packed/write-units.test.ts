import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEventSink } from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

const EVENTS = 10_000;
const PER_SECOND = 30;
/** Another time than the delays, which go by the clock of the test. */
const REQUEST_TIMEOUT_MS = 7_000;

const recorded = readFileSync(new URL("../fixtures/recentchange.ndjson", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "");

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** The recorded events over and over, each in a version of its own, at 30 a second by a clock of its own. */
async function unitsWith(packDelayMs: number): Promise<number> {
  let nowMs = 1_700_000_000_000;
  const timers = new Map<number, { atMs: number; callback: () => void }>();
  const { direct: client, tableName } = world;
  const sink = createEventSink({
    client,
    tableName,
    streamId: world.newStreamId(),
    mode: "packed",
    packDelayMs,
    attemptTimeoutMs: REQUEST_TIMEOUT_MS,
    returnConsumedCapacity: true,
    system: {
      now: () => nowMs,
      after(ms, callback) {
        // Deadlines of requests: the server answers in real time.
        if (ms !== packDelayMs) return () => undefined;
        const id = timers.size + nowMs;
        timers.set(id, { atMs: nowMs + ms, callback });
        return () => timers.delete(id);
      },
    },
  });
  for (let index = 0; index < EVENTS; index += 1) {
    nowMs += 1_000 / PER_SECOND;
    for (const [id, { atMs, callback }] of timers) {
      if (atMs > nowMs) continue;
      timers.delete(id);
      callback();
    }
    const data = (recorded[index % recorded.length] ?? "").replace(/\}$/, `,"version":${index}}`);
    await sink.write({ data, receivedAtMs: Math.trunc(nowMs) });
  }
  await sink.flush();
  expect(sink.stats).toMatchObject({ received: EVENTS, stored: EVENTS });
  return sink.stats.writeUnits;
}

/** Single items take 16,700 units, compressed by `"auto"` 10,000. */
test.each([
  [1_000, 1_900],
  [5_000, 1_600],
])("10,000 recorded events packed for %i ms take %i write units at most", async (delayMs, most) => {
  const units = await unitsWith(delayMs);
  expect(units).toBeGreaterThan(500);
  expect(units).toBeLessThanOrEqual(most);
});
