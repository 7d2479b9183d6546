import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createEventSink,
  type DeadLetter,
  type DeadLetterRecord,
  EventRejectedError,
  type EventSinkOptions,
  type RejectedEvent,
} from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

function sinkWith(options: Partial<EventSinkOptions>) {
  const { client, tableName } = world;
  return createEventSink({ client, tableName, streamId: world.newStreamId(), ...options });
}

/** Keeps records in memory, each when it may. */
function memoryDeadLetter(mayKeep: Promise<void> = Promise.resolve()) {
  const records: DeadLetterRecord[] = [];
  const deadLetter: DeadLetter = {
    async put(record) {
      await mayKeep;
      records.push(record);
      return { location: `memory:${record.key}` };
    },
  };
  return { records, deadLetter };
}

const invalid: RejectedEvent = { data: Buffer.from("{a"), reason: "FRAME_INVALID", message: "not JSON" };
const tooLarge: RejectedEvent = {
  data: Buffer.from("first part"),
  sizeBytes: 5_000_000,
  reason: "FRAME_TOO_LARGE",
  message: "larger than 4 MiB",
  id: "7",
  type: "picture",
  receivedAtMs: 5,
};

test("what is no event goes to the dead-letter store as it came, of what was too large the first part with its size", async () => {
  const { records, deadLetter } = memoryDeadLetter();
  const sink = sinkWith({ deadLetter, system: { now: () => 9 } });
  await sink.reject(invalid);
  await sink.reject(tooLarge);
  await sink.flush();
  const named = { streamId: expect.any(String), key: expect.stringMatching(/^[0-9a-f]{40}$/) };
  expect(records).toEqual([
    { ...invalid, ...named, data: new Uint8Array(invalid.data), receivedAtMs: 9 },
    { ...tooLarge, ...named, data: new Uint8Array(tooLarge.data) },
  ]);
  expect(sink.stats).toMatchObject({ received: 2, deadLettered: 2, stored: 0, failed: 0, inFlight: 0 });
});

test("it has its place in the order: the mark passes it once it is kept, and takes its id", async () => {
  const kept = Promise.withResolvers<void>();
  const { deadLetter } = memoryDeadLetter(kept.promise);
  const stored = Promise.withResolvers<void>();
  const sink = sinkWith({ deadLetter, key: "id", onSettled: ({ key }) => key === "8" && stored.resolve() });
  await sink.write({ data: "a", id: "6" });
  await sink.flush();
  await sink.reject(tooLarge);
  await sink.write({ data: "b", id: "8" });
  await stored.promise;
  expect(sink.acknowledged).toMatchObject({ sequence: 1, id: "6" });
  kept.resolve();
  await sink.flush();
  expect(sink.acknowledged).toMatchObject({ sequence: 3, id: "8" });
  await sink.reject({ ...tooLarge, id: "9" });
  await sink.reject(invalid);
  await sink.flush();
  expect(sink.acknowledged).toMatchObject({ sequence: 5, id: "9" });
});

test("the same has the same name, and nothing else has it", async () => {
  const { records, deadLetter } = memoryDeadLetter();
  const sink = sinkWith({ deadLetter });
  const others = [{ sizeBytes: 5_000_001 }, { id: "8" }, { type: undefined }, { data: Buffer.from("other") }];
  for (const difference of [{}, {}, { message: "in other words" }, ...others]) {
    await sink.reject({ ...tooLarge, ...difference });
  }
  await sink.reject({ ...invalid, data: tooLarge.data });
  await sink.flush();
  expect(new Set(records.map(({ key }) => key)).size).toBe(2 + others.length);
});

test("its data may be reused at once", async () => {
  const { records, deadLetter } = memoryDeadLetter();
  const sink = sinkWith({ deadLetter });
  const data = Buffer.from("{a");
  await sink.reject({ ...invalid, data });
  data.fill(0);
  await sink.flush();
  expect(Buffer.from(records[0]?.data ?? []).toString()).toBe("{a");
});

test("without a dead-letter store it is refused and named, and the mark stays before it", async () => {
  const sink = sinkWith({ key: "id" });
  await sink.write({ data: "a", id: "6" });
  await expect(sink.reject(invalid)).rejects.toThrow(EventRejectedError);
  await sink.write({ data: "b", id: "8" });
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [
      { code: "EVENT_REJECTED", reason: "FRAME_INVALID", message: expect.stringContaining("not JSON") },
    ],
  });
  expect(sink.acknowledged).toMatchObject({ id: "6" });
  expect(sink.stats).toMatchObject({ received: 3, stored: 2, failed: 1 });
});
