import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEventSink, type EventSinkOptions, type SinkMetrics } from "../../src/index.ts";
import { MAX_BATCH_ITEMS } from "../../src/limits.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("partiql");
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

const noPauses = { sleep: async () => undefined };

function newSink(options: Partial<EventSinkOptions> = {}) {
  const { client, tableName } = world;
  const streamId = world.newStreamId();
  return createEventSink({
    client,
    tableName,
    streamId,
    mode: "batch",
    key: "id",
    system: noPauses,
    ...options,
  });
}

const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => `e${String(index).padStart(3, "0")}`);

test("events that come together share requests of 25, and all are stored as they are", async () => {
  const streamId = world.newStreamId();
  const metrics: SinkMetrics[] = [];
  const sink = newSink({ streamId, onMetrics: (sample) => metrics.push(sample) });
  const data = Uint8Array.of(0xff, 0x00);
  for (const id of ids(101)) await sink.write({ id, data, type: id === "e007" ? "rare" : undefined });
  await sink.flush();
  const stored = await world.readStream(streamId);
  expect(stored.map(({ id }) => id)).toEqual(ids(101));
  expect(stored[7]).toMatchObject({ data, type: "rare" });
  expect(metrics.map(({ events }) => events)).toEqual([
    1,
    MAX_BATCH_ITEMS,
    MAX_BATCH_ITEMS,
    MAX_BATCH_ITEMS,
    MAX_BATCH_ITEMS,
  ]);
  expect(sink.stats).toMatchObject({ stored: 101, requests: 5, inFlight: 0, inFlightBytes: 0 });
});

test("a statement that is throttled is written again, those beside it are not", async () => {
  const sink = newSink();
  world.proxy.faultNext(undefined, { statements: [1, 3], code: "ThrottlingError" });
  await Promise.all(ids(6).map((id) => sink.write({ id, data: id })));
  await sink.flush();
  expect(sink.stats).toMatchObject({ stored: 6, duplicates: 0, retries: 2, throttled: 2, requests: 3 });
});

test("a statement whose result is lost is counted as a duplicate that may be its own", async () => {
  const settled: object[] = [];
  const sink = newSink({ onSettled: (event) => settled.push(event) });
  world.proxy.faultNext({ statements: [0], code: "InternalServerError", carriedOut: true });
  await sink.write({ id: "a", data: "a" });
  await sink.flush();
  expect(sink.stats).toMatchObject({ stored: 0, duplicates: 1, ambiguousDuplicates: 1, retries: 1 });
  expect(settled).toEqual([{ key: "a", outcome: "duplicate", ambiguous: true }]);
});

test("a statement that is refused is named with its event, those beside it are stored", async () => {
  const streamId = world.newStreamId();
  const sink = newSink({ streamId });
  world.proxy.faultNext(undefined, { statements: [1], code: "AccessDenied" });
  await Promise.all(ids(4).map((id) => sink.write({ id, data: id })));
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [
      {
        key: "e002",
        attempts: 1,
        message: expect.stringContaining("dynamodb:PartiQLInsert"),
        cause: { code: "STATEMENT_FAILED", reason: "AccessDenied" },
      },
    ],
  });
  expect((await world.readStream(streamId)).map(({ id }) => id)).toEqual(["e000", "e001", "e003"]);
  expect(sink.acknowledged).toEqual({ sequence: 2, key: "e001", id: "e001" });
});

test("after a whole request without an answer every member is written again, and none twice", async () => {
  const streamId = world.newStreamId();
  const sink = newSink({ streamId });
  world.proxy.faultNext(undefined, "drop-reply", "fail");
  await Promise.all(ids(11).map((id) => sink.write({ id, data: id })));
  await sink.flush();
  expect(await world.readStream(streamId)).toHaveLength(11);
  expect(sink.stats).toMatchObject({ stored: 1, duplicates: 10, ambiguousDuplicates: 10, retries: 20 });
});

test("items found are duplicates, and are not written over", async () => {
  const streamId = world.newStreamId();
  const [first, second] = [newSink({ streamId }), newSink({ streamId })];
  await first.write({ id: "a", data: "first" });
  await first.flush();
  for (const id of ["a", "b"]) await second.write({ id, data: "second" });
  await second.flush();
  expect((await world.readStream(streamId)).map(({ data }) => data)).toEqual(["first", "second"]);
  expect(second.stats).toMatchObject({ stored: 1, duplicates: 1, ambiguousDuplicates: 0, suppressed: 0 });
});

test("equal keys in flight are one write, and share its fate", async () => {
  const settled: string[] = [];
  const sink = newSink({ onSettled: ({ key, outcome }) => settled.push(`${key} ${outcome}`) });
  world.proxy.hold();
  for (const id of ["a", "a", "b", "a"]) await sink.write({ id, data: "" });
  expect(sink.stats).toMatchObject({ received: 4, inFlight: 4 });
  world.proxy.release();
  await sink.flush();
  expect(settled.sort()).toEqual(["a duplicate", "a duplicate", "a stored", "b stored"]);
  expect(sink.stats).toMatchObject({
    stored: 2,
    duplicates: 2,
    suppressed: 2,
    inFlight: 0,
    inFlightBytes: 0,
  });

  const denied = newSink();
  world.proxy.faultNext("deny");
  for (const id of ["a", "a"]) void denied.write({ id, data: "" });
  await expect(denied.flush()).rejects.toMatchObject({ failures: [{ key: "a" }, { key: "a" }] });
  expect(denied.acknowledged).toBeUndefined();
});

test("a key that is known to be in the table costs no request, as long as it is remembered", async () => {
  const sink = newSink({ rememberKeys: 1 });
  for (const id of ["a", "a", "b", "a"]) {
    await sink.write({ id, data: "" });
    await sink.flush();
  }
  expect(sink.stats).toMatchObject({ stored: 2, duplicates: 2, suppressed: 1, requests: 3 });
  expect(sink.acknowledged).toMatchObject({ sequence: 4, key: "a" });
});

test("a key whose write failed is not remembered", async () => {
  const sink = newSink({ retry: { maxAttempts: 1 } });
  world.proxy.faultNext("drop-reply");
  void sink.write({ id: "a", data: "" });
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ key: "a" }] });
  expect(sink.stats).toMatchObject({ failed: 1, duplicates: 0 });
});

test("a lone event leaves at once, later ones wait for company as long as they may", async () => {
  const timers: { ms: number; pass: () => void }[] = [];
  const after = (ms: number, pass: () => void) => {
    if (ms === 7) timers.push({ ms, pass });
    return () => undefined;
  };
  const sink = newSink({ lingerMs: 7, system: { ...noPauses, after } });
  world.proxy.hold();
  await sink.write({ id: "first", data: "" });
  await expect.poll(() => world.proxy.openRequests).toBe(1);
  expect(timers).toEqual([]);
  for (const id of ["second", "third"]) await sink.write({ id, data: "" });
  expect(timers).toHaveLength(1);
  expect(sink.stats.requests).toBe(0);
  timers[0]?.pass();
  await expect.poll(() => world.proxy.openRequests).toBe(2);
  for (const id of ids(MAX_BATCH_ITEMS)) await sink.write({ id, data: "" });
  await expect.poll(() => world.proxy.openRequests).toBe(3);
  world.proxy.release();
  await sink.flush();
  expect(sink.stats).toMatchObject({ stored: 28, requests: 3 });
});

test("flush sends what waits for company", async () => {
  const after = (ms: number, pass: () => void) => (ms === 7 ? () => undefined : realSystem.after(ms, pass));
  const sink = newSink({ lingerMs: 7, system: { ...noPauses, after } });
  world.proxy.hold();
  for (const id of ["a", "b"]) await sink.write({ id, data: "" });
  const flushed = sink.flush();
  await expect.poll(() => world.proxy.openRequests).toBe(2);
  world.proxy.release();
  await flushed;
  expect(sink.stats).toMatchObject({ stored: 2, requests: 2 });
});

test("write units are told when they are asked for", async () => {
  const samples: (number | undefined)[] = [];
  const onMetrics = ({ writeUnits }: SinkMetrics) => samples.push(writeUnits);
  for (const mode of ["put", "batch"] as const) {
    for (const returnConsumedCapacity of [false, true]) {
      const sink = newSink({ mode, returnConsumedCapacity, onMetrics });
      await sink.write({ id: "a", data: "" });
      await sink.flush();
      expect(sink.stats.writeUnits).toBe(returnConsumedCapacity ? 1 : 0);
    }
  }
  expect(samples).toEqual([undefined, 1, undefined, 1]);
});
