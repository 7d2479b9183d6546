import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Fault } from "@unbounded-streams/testing";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEventSink, type EventSinkStats, eventKey, type WriteMode } from "../src/index.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("partiql");
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

const noPauses = { sleep: async () => undefined };

const survivable: Fault[] = [
  "drop-request",
  "drop-reply",
  "cut-reply",
  "fail",
  "fail-after-write",
  "throttle",
];

function expectHonest(stats: EventSinkStats[], received: number, distinct: number): void {
  for (const each of stats) {
    expect(each).toMatchObject({ received, failed: 0, inFlight: 0, inFlightBytes: 0 });
    expect(each.stored + each.duplicates).toBe(received);
  }
  const total = (name: keyof EventSinkStats) => stats.reduce((sum, each) => sum + each[name], 0);
  expect(total("stored")).toBeLessThanOrEqual(distinct);
  expect(total("stored") + total("ambiguousDuplicates")).toBeGreaterThanOrEqual(distinct);
}

/** Two attempts; the first item that a batch finds is put once more, for the proof of the table's key. */
function operationsFor(mode: WriteMode, { found }: { found: boolean }): string[] {
  if (mode === "put") return ["PutItem", "PutItem"];
  return ["BatchExecuteStatement", "BatchExecuteStatement", ...(found ? ["PutItem"] : [])];
}

describe.each<WriteMode>(["put", "batch"])("mode %s", (mode) => {
  function sinkOptions(streamId: string) {
    const { client, tableName } = world;
    return { client, tableName, streamId, mode, system: noPauses };
  }

  test.each([
    { fault: "drop-request", written: false, ambiguous: true },
    { fault: "drop-reply", written: true, ambiguous: true },
    { fault: "cut-reply", written: true, ambiguous: true },
    { fault: "fail", written: false, ambiguous: true },
    { fault: "fail-after-write", written: true, ambiguous: true },
    { fault: "throttle", written: false, ambiguous: false },
  ] as const)(
    "after $fault an event is written again, stored once, and counted honestly",
    async (expected) => {
      const streamId = world.newStreamId();
      const sink = createEventSink(sinkOptions(streamId));
      world.proxy.faultNext(expected.fault);
      await sink.write({ data: "event" });
      await sink.flush();
      expect(await world.readStream(streamId)).toHaveLength(1);
      expect(world.proxy.operations).toEqual(operationsFor(mode, { found: expected.written }));
      expect(sink.stats).toMatchObject({
        received: 1,
        stored: expected.written ? 0 : 1,
        duplicates: expected.written ? 1 : 0,
        ambiguousDuplicates: expected.written ? 1 : 0,
        retries: 1,
        failed: 0,
      });
    },
  );

  test("an unknown outcome is remembered through later throttles", async () => {
    const sink = createEventSink(sinkOptions(world.newStreamId()));
    world.proxy.faultNext("drop-reply", "throttle");
    await sink.write({ data: "event" });
    await sink.flush();
    expect(sink.stats).toMatchObject({ stored: 0, duplicates: 1, ambiguousDuplicates: 1, retries: 2 });
  });

  test("a duplicate found after a throttle is certainly a duplicate", async () => {
    const streamId = world.newStreamId();
    const sink = createEventSink({ ...sinkOptions(streamId), rememberKeys: 0 });
    await sink.write({ data: "event" });
    await sink.flush();
    world.proxy.faultNext("throttle");
    await sink.write({ data: "event" });
    await sink.flush();
    expect(sink.stats).toMatchObject({ stored: 1, duplicates: 1, ambiguousDuplicates: 0, retries: 1 });
  });

  test("any schedule of duplicates and faults leaves exactly the set of distinct events", async () => {
    const fault = fc.option(fc.constantFrom(...survivable), { nil: undefined });
    const event = fc.oneof(fc.constantFrom("a", "b", "ü", "").map(String), fc.uint8Array({ maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 12 }),
        fc.array(fault, { maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (events, faults, maxInFlight) => {
          world.proxy.reset();
          world.proxy.faultNext(...faults);
          const streamId = world.newStreamId();
          const retry = { maxAttempts: faults.length + 1 };
          const sinks = [1, 2].map(() => createEventSink({ ...sinkOptions(streamId), maxInFlight, retry }));
          for (const data of events) await Promise.all(sinks.map((sink) => sink.write({ data })));
          await Promise.all(sinks.map((sink) => sink.flush()));

          const keys = new Set(events.map((data) => eventKey({ data })));
          const stored = await world.readStream(streamId);
          expect(stored.map((item) => item.key)).toEqual([...keys].sort());
          for (const item of stored) expect(eventKey(item)).toBe(item.key);
          expectHonest(
            sinks.map((sink) => sink.stats),
            events.length,
            keys.size,
          );
          expect(world.proxy.mostOpenRequests).toBeLessThanOrEqual(2 * maxInFlight);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("pauses grow exponentially with full jitter up to their cap", async () => {
    const pauses: number[] = [];
    const sink = createEventSink({
      ...sinkOptions(world.newStreamId()),
      retry: { maxAttempts: 6, baseDelayMs: 100, maxDelayMs: 500 },
      system: {
        random: () => 0.5,
        sleep: async (ms) => {
          pauses.push(ms);
        },
      },
    });
    world.proxy.faultNext("throttle", "fail", "throttle", "fail", "throttle");
    await sink.write({ data: "event" });
    await sink.flush();
    expect(pauses).toEqual([50, 100, 200, 250, 250]);
    expect(sink.stats.retries).toBe(5);
  });

  test("the attempts are the sink's own: the SDK adds none, and stays as it is for others", async () => {
    const sink = createEventSink({ ...sinkOptions(world.newStreamId()), retry: { maxAttempts: 3 } });
    world.proxy.faultNext(...Array<Fault>(9).fill("fail"));
    await sink.write({ data: "event" });
    await expect(sink.flush()).rejects.toMatchObject({
      failures: [{ code: "EVENT_WRITE_FAILED", attempts: 3, cause: { name: "InternalServerError" } }],
    });
    expect(world.proxy.operations).toHaveLength(3);
    expect(world.client.middlewareStack.identify().join()).toContain("retryMiddleware");
  });

  test("a request without an answer is given up after attemptTimeoutMs and made again", async () => {
    const streamId = world.newStreamId();
    const deadlines: { ms: number; pass: () => void }[] = [];
    const system = {
      ...noPauses,
      after(ms: number, pass: () => void) {
        deadlines.push({ ms, pass });
        return () => undefined;
      },
    };
    const sink = createEventSink({ ...sinkOptions(streamId), system, attemptTimeoutMs: 1_234 });
    world.proxy.faultNext("silence");
    await sink.write({ data: "event" });
    const flushed = sink.flush();
    await expect.poll(async () => (await world.readStream(streamId)).length).toBe(1);
    expect(deadlines.map(({ ms }) => ms)).toEqual([1_234]);
    deadlines[0]?.pass();
    await flushed;
    expect(sink.stats).toMatchObject({ duplicates: 1, ambiguousDuplicates: 1, retries: 1 });
    expect(world.proxy.operations).toEqual(operationsFor(mode, { found: true }));
  });

  test("the timeout holds with the real clock too", async () => {
    const sink = createEventSink({
      ...sinkOptions(world.newStreamId()),
      attemptTimeoutMs: 20,
      retry: { maxAttempts: 2 },
    });
    world.proxy.faultNext("silence", "silence");
    await sink.write({ data: "event" });
    await expect(sink.flush()).rejects.toMatchObject({
      failures: [
        { attempts: 2, cause: { code: "ATTEMPT_TIMEOUT", message: expect.stringContaining("20 ms") } },
      ],
    });
  });

  test("a server that is not there is tried again, then reported", async () => {
    const client = new DynamoDBClient({
      endpoint: "http://127.0.0.1:1",
      region: "local",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    const sink = createEventSink({ ...sinkOptions("unreachable"), client, retry: { maxAttempts: 3 } });
    await sink.write({ data: "event" });
    await expect(sink.flush()).rejects.toMatchObject({
      failures: [{ attempts: 3, cause: { code: "ECONNREFUSED" } }],
    });
    client.destroy();
  });
});
