import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  createEventSink,
  type DeadLetter,
  type DeadLetterRecord,
  type EventSinkOptions,
  eventKey,
  MAX_ITEM_BYTES,
  type SettledEvent,
} from "../../src/index.ts";
import {
  DEAD_LETTER_ATTEMPT_TIMEOUT_MS,
  MAX_DEAD_LETTER_PUTS,
  MAX_DEAD_LETTERS_IN_FLIGHT,
} from "../../src/limits.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

const tooLarge = randomBytes(MAX_ITEM_BYTES);

/** Keeps records in memory, after the given failures. */
function memoryDeadLetter(failures: Error[] = []): DeadLetter & { records: DeadLetterRecord[] } {
  const records: DeadLetterRecord[] = [];
  return {
    records,
    async put(record) {
      const failure = failures.shift();
      if (failure) throw failure;
      records.push(record);
      return { location: `memory:${record.key}` };
    },
  };
}

function sinkWith(options: Partial<EventSinkOptions>) {
  const { client, tableName } = world;
  return createEventSink({ client, tableName, streamId: world.newStreamId(), ...options });
}

test("an event that is too large goes whole to the dead-letter store, those after it to the table", async () => {
  const deadLetter = memoryDeadLetter();
  const settled: SettledEvent[] = [];
  const sink = sinkWith({ deadLetter, onSettled: (event) => settled.push(event) });
  await sink.write({ data: tooLarge, id: "7", type: "picture", receivedAtMs: 5 });
  await sink.write({ data: "small" });
  await sink.flush();
  const key = eventKey({ data: tooLarge, id: "7", type: "picture" });
  expect(deadLetter.records).toEqual([
    {
      streamId: expect.any(String),
      key,
      data: new Uint8Array(tooLarge),
      id: "7",
      type: "picture",
      receivedAtMs: 5,
      reason: "EVENT_TOO_LARGE",
      message: expect.stringContaining("409600 at most"),
    },
  ]);
  expect(sink.stats).toMatchObject({ received: 2, stored: 1, deadLettered: 1, failed: 0, inFlight: 0 });
  expect(settled).toContainEqual({ key, outcome: "dead-lettered", location: `memory:${key}` });
});

test("events without a usable key go there too, told apart by all that they have", async () => {
  const deadLetter = memoryDeadLetter();
  const sink = sinkWith({ deadLetter, key: "id" });
  const events = [
    { data: "a" },
    { data: "b" },
    { data: "a", type: "t" },
    { data: "a", id: "\ud83c" },
    { data: "a", id: "x".repeat(1025) },
  ];
  for (const event of events) await sink.write(event);
  await sink.write(events[0] ?? { data: "a" });
  await sink.flush();
  expect(
    deadLetter.records.map(({ data, id, reason }) => [Buffer.from(data).toString(), id, reason]),
  ).toEqual([
    ["a", undefined, "INVALID_EVENT"],
    ["b", undefined, "INVALID_EVENT"],
    ["a", undefined, "INVALID_EVENT"],
    ["a", "\ud83c", "INVALID_EVENT"],
    ["a", "x".repeat(1025), "INVALID_EVENT"],
    ["a", undefined, "INVALID_EVENT"],
  ]);
  expect(new Set(deadLetter.records.map(({ key }) => key)).size).toBe(events.length);
  expect(sink.stats).toMatchObject({ received: 6, deadLettered: 6, stored: 0, failed: 0 });
});

test("data that has no bytes is refused all the same", async () => {
  const deadLetter = memoryDeadLetter();
  const sink = sinkWith({ deadLetter });
  for (const data of ["\ud83c", 7 as unknown as string]) {
    await expect(sink.write({ data })).rejects.toMatchObject({ code: "INVALID_EVENT" });
  }
  expect(deadLetter.records).toEqual([]);
  expect(sink.stats).toMatchObject({ received: 2, failed: 2 });
});

test("no more than a few are on their way at once, however small they are: the others wait", async () => {
  const held = Promise.withResolvers<void>();
  const records: unknown[] = [];
  const deadLetter = {
    async put(record: unknown) {
      await held.promise;
      records.push(record);
      return { location: "held" };
    },
  };
  const sink = sinkWith({ deadLetter, key: "id" });
  const accepted: number[] = [];
  const count = MAX_DEAD_LETTERS_IN_FLIGHT + 3;
  for (let index = 0; index < count; index++)
    void sink.write({ data: "no id" }).then(() => accepted.push(index));
  await expect.poll(() => accepted.length).toBe(MAX_DEAD_LETTERS_IN_FLIGHT);
  expect(sink.stats.inFlight).toBe(MAX_DEAD_LETTERS_IN_FLIGHT);
  held.resolve();
  await sink.flush();
  expect(accepted).toHaveLength(count);
  expect(sink.stats).toMatchObject({ deadLettered: count, inFlight: 0, inFlightBytes: 0 });
});

test("a store that is busy for a while is tried again", async () => {
  const lost = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  const busy = Object.assign(new Error("slow down"), { name: "SlowDown" });
  const deadLetter = memoryDeadLetter([lost, busy]);
  const sink = sinkWith({ deadLetter, retry: { baseDelayMs: 0 } });
  await sink.write({ data: tooLarge });
  await sink.flush();
  expect(deadLetter.records).toHaveLength(1);
  expect(sink.stats).toMatchObject({ deadLettered: 1, retries: 2 });
});

test("an event that the dead-letter store does not take fails the sink, and flush names it", async () => {
  const denied = new Error("no access");
  const sink = sinkWith({ deadLetter: memoryDeadLetter([denied]), key: "id" });
  await sink.write({ data: tooLarge, id: "large" });
  await expect(sink.flush()).rejects.toMatchObject({
    code: "FLUSH_FAILED",
    failures: [
      { code: "DEAD_LETTER_FAILED", key: "large", attempts: 1, reason: "EVENT_TOO_LARGE", cause: denied },
    ],
  });
  await expect(sink.write({ data: "next", id: "next" })).rejects.toMatchObject({
    code: "DEAD_LETTER_FAILED",
  });
  expect(sink.stats).toMatchObject({
    received: 1,
    deadLettered: 0,
    failed: 1,
    inFlight: 0,
    inFlightBytes: 0,
  });
});

test("attempts are counted out when the store stays busy", async () => {
  const busy = () => Object.assign(new Error("slow down"), { name: "SlowDown" });
  const deadLetter = memoryDeadLetter([busy(), busy(), busy()]);
  const sink = sinkWith({ deadLetter, retry: { maxAttempts: 3, baseDelayMs: 0 } });
  await sink.write({ data: tooLarge });
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [{ code: "DEAD_LETTER_FAILED", attempts: 3, cause: { name: "SlowDown" } }],
  });
});

test("the pause that a store asks for is kept, within the longest of the sink's own", async () => {
  const busy = (seconds: number) =>
    Object.assign(new Error("slow down"), {
      name: "SlowDown",
      $response: { statusCode: 503, headers: { "retry-after": String(seconds) } },
    });
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  const sink = sinkWith({ deadLetter: memoryDeadLetter([busy(2), busy(60)]), system: { sleep } });
  await sink.write({ data: tooLarge });
  await sink.flush();
  expect(pauses).toEqual([2_000, 5_000]);
});

test("no more than 16 dead letters are being put at once", async () => {
  let active = 0;
  let most = 0;
  const full = Promise.withResolvers<void>();
  const deadLetter: DeadLetter = {
    async put({ key }) {
      active += 1;
      most = Math.max(most, active);
      if (active === MAX_DEAD_LETTER_PUTS) full.resolve();
      await full.promise;
      active -= 1;
      return { location: key };
    },
  };
  const sink = sinkWith({ deadLetter, key: "id" });
  for (let index = 0; index < 50; index += 1) await sink.write({ data: String(index) });
  await sink.flush();
  expect(most).toBe(MAX_DEAD_LETTER_PUTS);
  expect(sink.stats).toMatchObject({ deadLettered: 50, inFlight: 0 });
});

test("a store that never answers is given up after its time, and its signal aborts", async () => {
  const timers: { ms: number; callback: () => void }[] = [];
  const given: AbortSignal[] = [];
  const deadLetter: DeadLetter = {
    put(_, signal) {
      given.push(signal);
      queueMicrotask(() => timers.at(-1)?.callback());
      return new Promise(() => undefined);
    },
  };
  const after = (ms: number, callback: () => void) => {
    timers.push({ ms, callback });
    return () => undefined;
  };
  const sink = sinkWith({ deadLetter, retry: { maxAttempts: 2, baseDelayMs: 0 }, system: { after } });
  await sink.write({ data: tooLarge });
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [{ attempts: 2, cause: { message: "the dead-letter store did not answer within 30000 ms" } }],
  });
  expect(timers.map(({ ms }) => ms)).toEqual([
    DEAD_LETTER_ATTEMPT_TIMEOUT_MS,
    DEAD_LETTER_ATTEMPT_TIMEOUT_MS,
  ]);
  expect(given.every((signal) => signal.aborted)).toBe(true);
});

test("a dead letter that is larger than all that may be in flight goes alone, and the bytes are given back", async () => {
  const deadLetter = memoryDeadLetter();
  const sink = sinkWith({ deadLetter, maxInFlightBytes: MAX_ITEM_BYTES });
  await sink.write({ data: randomBytes(MAX_ITEM_BYTES * 3) });
  await sink.write({ data: "small" });
  await sink.flush();
  expect(deadLetter.records[0]?.data).toHaveLength(MAX_ITEM_BYTES * 3);
  expect(sink.stats).toMatchObject({ stored: 1, deadLettered: 1, inFlight: 0, inFlightBytes: 0 });
});

test("the acknowledged mark passes a dead letter when that is kept, and not before", async () => {
  const kept = Promise.withResolvers<void>();
  const deadLetter: DeadLetter = {
    async put({ key }) {
      await kept.promise;
      return { location: key };
    },
  };
  const settled: string[] = [];
  const stored = Promise.withResolvers<void>();
  const sink = sinkWith({
    deadLetter,
    key: "id",
    onSettled({ key }) {
      settled.push(key);
      if (key === "after") stored.resolve();
    },
  });
  await sink.write({ data: "x", id: "before" });
  await sink.flush();
  await sink.write({ data: tooLarge, id: "large" });
  await sink.write({ data: "y", id: "after" });
  await stored.promise;
  expect(sink.acknowledged).toMatchObject({ key: "before" });
  kept.resolve();
  await sink.flush();
  expect(settled).toEqual(["before", "after", "large"]);
  expect(sink.acknowledged).toMatchObject({ key: "after" });
});

test("the acknowledged mark never passes an event that no store took", async () => {
  const sink = sinkWith({ deadLetter: memoryDeadLetter([new Error("no access")]), key: "id" });
  await sink.write({ data: "x", id: "before" });
  await sink.flush();
  await sink.write({ data: tooLarge, id: "large" });
  await expect(sink.flush()).rejects.toMatchObject({ code: "FLUSH_FAILED" });
  expect(sink.acknowledged).toMatchObject({ key: "before" });
});
