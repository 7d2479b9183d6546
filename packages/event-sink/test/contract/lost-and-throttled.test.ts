import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import type { Fault, RequestFault } from "@unbounded-streams/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type EventSink, type EventSinkStats, eventKey, fromItem } from "../../src/index.ts";
import { describeContract } from "./support/describe-contract.ts";

const SURVIVABLE: { fault: RequestFault; written: boolean; throttled: boolean }[] = [
  { fault: "drop-request", written: false, throttled: false },
  { fault: "drop-reply", written: true, throttled: false },
  { fault: "cut-reply", written: true, throttled: false },
  { fault: "garble-reply", written: true, throttled: false },
  { fault: "fail", written: false, throttled: false },
  { fault: "fail-after-write", written: true, throttled: false },
  { fault: "throttle", written: false, throttled: true },
  { fault: "throttle-request", written: false, throttled: true },
];

describeContract("after a fault", (contract) => {
  test.each(SURVIVABLE)(
    "($fault) an event is written again, stored once, and counted honestly",
    async (row) => {
      const { world } = contract;
      const streamId = world.newStreamId();
      const sink = contract.newSink({ streamId });
      await sink.write({ data: "first" });
      await sink.flush();
      world.proxy.faultNext(row.fault);
      await sink.write({ data: "event" });
      await sink.flush();
      expect(await world.readItems(streamId)).toHaveLength(2);
      expect(sink.stats).toMatchObject({
        received: 2,
        stored: row.written ? 1 : 2,
        duplicates: row.written ? 1 : 0,
        ambiguousDuplicates: row.written ? 1 : 0,
        retries: 1,
        throttled: row.throttled ? 1 : 0,
        failed: 0,
      });
      expect(sink.acknowledged).toMatchObject({ sequence: 2, key: eventKey({ data: "event" }) });
    },
  );

  test("that does not end, the event is named after the last attempt", async () => {
    const { proxy } = contract.world;
    proxy.decide = () => "fail";
    const sink = contract.newSink({ retry: { maxAttempts: 3 } });
    await sink.write({ data: "event" });
    await expect(sink.flush()).rejects.toMatchObject({
      failures: [{ attempts: 3, cause: { name: "InternalServerError" } }],
    });
    expect(proxy.operations).toHaveLength(3);
    expect(sink.acknowledged).toBeUndefined();
  });

  test("a reply that never comes is given up, and the event written again", async () => {
    const { world } = contract;
    const streamId = world.newStreamId();
    const deadlines: (() => void)[] = [];
    const after = (ms: number, pass: () => void) => {
      if (ms !== 1_234) return realSystem.after(ms, pass);
      deadlines.push(pass);
      return () => undefined;
    };
    const sink = contract.newSink({ streamId, attemptTimeoutMs: 1_234, system: { after } });
    await sink.write({ data: "first" });
    await sink.flush();
    world.proxy.faultNext("silence");
    await sink.write({ data: "event" });
    const flushed = sink.flush();
    await expect.poll(async () => (await world.readItems(streamId)).length).toBe(2);
    deadlines.at(-1)?.();
    await flushed;
    expect(await world.readItems(streamId)).toHaveLength(2);
    expect(sink.stats).toMatchObject({ stored: 1, duplicates: 1, ambiguousDuplicates: 1 });
  });

  test("a request that reaches the server late adds nothing", async () => {
    const { world } = contract;
    const streamId = world.newStreamId();
    const sink = contract.newSink({ streamId, key: "id" });
    world.proxy.faultNext("delay");
    await sink.write({ data: "event", id: "id-1" });
    await sink.flush();
    const before = await world.readItems(streamId);
    await world.proxy.deliverDelayed();
    expect(await world.readItems(streamId)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  test("of any kind, at any place, the table has exactly the distinct events", async () => {
    const faults = fc.array(fc.option(anyFault(contract.mode !== "put"), { nil: undefined }), {
      maxLength: 12,
    });
    const events = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(events, faults, async (numbers, schedule) => {
        const { world } = contract;
        world.proxy.reset();
        const streamId = world.newStreamId();
        const retry = { maxAttempts: schedule.length + 1 };
        const sinks = [1, 2].map(() => contract.newSink({ streamId, retry }));
        let next = 0;
        world.proxy.decide = ({ operation }) => {
          const fault = schedule[next];
          next += 1;
          return typeof fault === "object" && operation === "PutItem" ? "throttle" : fault;
        };
        for (const number of numbers) {
          await Promise.all(sinks.map((sink) => sink.write({ data: `event ${number}` })));
        }
        await Promise.all(sinks.map((sink) => sink.flush()));
        const keys = new Set(numbers.map((number) => eventKey({ data: `event ${number}` })));
        const stored = (await world.readItems(streamId)).map(fromItem);
        expect(stored.map((event) => event.key)).toEqual([...keys].sort());
        for (const event of stored) expect(eventKey(event)).toBe(event.key);
        expectHonest(sinks, numbers.length, keys.size);
      }),
      { numRuns: 12 },
    );
  });
});

function anyFault(inBatches: boolean): fc.Arbitrary<Fault> {
  const ofRequest = fc.constantFrom(...SURVIVABLE.map(({ fault }) => fault));
  if (!inBatches) return ofRequest;
  const ofStatements = fc.record({
    statements: fc.uniqueArray(fc.integer({ min: 0, max: 24 })),
    code: fc.constantFrom("ThrottlingError", "ProvisionedThroughputExceeded", "InternalServerError"),
    carriedOut: fc.boolean(),
  });
  // A statement that is turned away for its rate is never carried out.
  return fc.oneof(
    ofRequest,
    ofStatements.map((fault) => ({
      ...fault,
      carriedOut: fault.carriedOut && fault.code === "InternalServerError",
    })),
  );
}

function expectHonest(sinks: readonly EventSink[], received: number, distinct: number): void {
  for (const { stats, acknowledged } of sinks) {
    expect(stats).toMatchObject({ received, failed: 0, inFlight: 0, inFlightBytes: 0 });
    expect(stats.stored + stats.duplicates).toBe(received);
    expect(acknowledged?.sequence ?? 0).toBe(received);
  }
  const total = (name: keyof EventSinkStats) => sinks.reduce((sum, { stats }) => sum + stats[name], 0);
  expect(total("stored")).toBeLessThanOrEqual(distinct);
  expect(total("stored") + total("ambiguousDuplicates")).toBeGreaterThanOrEqual(distinct);
}
