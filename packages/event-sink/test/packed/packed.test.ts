import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createEventSink,
  type EventSinkOptions,
  FlushError,
  InvalidOptionsError,
  type ReadEventsOptions,
  readEvents,
} from "../../src/index.ts";
import { collect } from "../support/collect.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

function packedSink(streamId: string, options: Partial<EventSinkOptions> = {}) {
  const { client, tableName } = world;
  return createEventSink({ client, tableName, streamId, mode: "packed", key: "id", ...options });
}

function read(streamId: string, options: Partial<ReadEventsOptions> = {}) {
  const { direct, tableName } = world;
  return collect(readEvents(direct, { tableName, streamId, packed: true, ...options }));
}

const event = (number: number, receivedAtMs = 1_000 + number) => ({
  id: String(number),
  data: `event ${number}`,
  receivedAtMs,
});

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const ids = (events: readonly { id?: string }[]) => events.map(({ id }) => Number(id));

/** A clock whose timers go off when the test says so. */
function ownClock() {
  const timers = new Set<() => void>();
  return {
    system: {
      after(_: number, callback: () => void) {
        timers.add(callback);
        return () => timers.delete(callback);
      },
    },
    ring() {
      for (const timer of timers) timer();
      timers.clear();
    },
  };
}

describe("a packing sink", () => {
  test("puts many events into one item, and gives them back in their order", async () => {
    const streamId = world.newStreamId();
    const sink = packedSink(streamId);
    for (const number of numbers(1, 100)) await sink.write(event(number));
    await sink.flush();
    expect(world.proxy.operations).toEqual(["PutItem"]);
    expect(sink.stats).toMatchObject({ received: 100, stored: 100, requests: 1, inFlight: 0 });
    expect(sink.acknowledged).toMatchObject({ sequence: 100, id: "100" });
    expect(await read(streamId)).toEqual(
      numbers(1, 100).map((n) => ({ ...event(n), streamId, key: `${n}` })),
    );
  });

  test("sends a segment when the delay of its first event is over, and not before", async () => {
    const streamId = world.newStreamId();
    const { system, ring } = ownClock();
    const sink = packedSink(streamId, { system });
    await sink.write(event(1));
    await sink.write(event(2));
    expect(world.proxy.operations).toEqual([]);
    expect(sink.acknowledged).toBeUndefined();
    ring();
    await expect.poll(() => sink.acknowledged?.sequence).toBe(2);
    expect(world.proxy.operations).toEqual(["PutItem"]);
  });

  test("cuts a segment by its bytes", async () => {
    const streamId = world.newStreamId();
    const { system } = ownClock();
    const sink = packedSink(streamId, { system });
    for (const number of numbers(1, 40)) await sink.write({ id: `${number}`, data: "x".repeat(16 * 1024) });
    await expect.poll(() => sink.stats.stored).toBeGreaterThanOrEqual(30);
    await sink.flush();
    expect(world.proxy.operations).toHaveLength(3);
  });

  test.each(["drop-reply", "fail-after-write", "cut-reply", "drop-request", "throttle"] as const)(
    "writes the same segment again after %s, and nothing is read twice",
    async (fault) => {
      const streamId = world.newStreamId();
      const sink = packedSink(streamId, { system: { sleep: async () => undefined } });
      world.proxy.faultNext(fault);
      for (const number of numbers(1, 10)) await sink.write(event(number));
      await sink.flush();
      const { stored, duplicates, ambiguousDuplicates } = sink.stats;
      expect(stored + duplicates).toBe(10);
      expect(duplicates).toBe(ambiguousDuplicates);
      expect((await world.readStream(streamId)).length).toBe(10);
      expect(ids(await read(streamId))).toEqual(numbers(1, 10));
    },
  );

  test("keeps an event of nearly 400 KB, and refuses a larger one before any request", async () => {
    const streamId = world.newStreamId();
    const sink = packedSink(streamId, { compress: "none" });
    const noise = (bytes: number) => readFileSync(process.execPath).subarray(5_000_000, 5_000_000 + bytes);
    await sink.write({ id: "large", data: noise(400_000) });
    await expect(sink.write({ id: "larger", data: noise(409_000) })).rejects.toThrow("split or compress");
    await expect(sink.flush()).rejects.toThrow(FlushError);
    expect(ids(await read(streamId))).toHaveLength(1);
  });

  test("names every event of a segment that the table refuses", async () => {
    const sink = packedSink(world.newStreamId(), { tableName: "no-such-table" });
    for (const number of numbers(1, 3)) await sink.write(event(number));
    const failure = await sink.flush().catch((error: FlushError) => error);
    expect((failure as FlushError).failures.map((each) => "key" in each && each.key)).toEqual([
      "1",
      "2",
      "3",
    ]);
    expect(sink.acknowledged).toBeUndefined();
  });

  test("gives up what it has collected when it is aborted", async () => {
    const abort = new AbortController();
    const { system } = ownClock();
    const sink = packedSink(world.newStreamId(), { system, signal: abort.signal });
    await sink.write(event(1));
    abort.abort(new Error("enough"));
    await expect(sink.flush()).rejects.toThrow("aborted by its signal");
    expect(sink.stats).toMatchObject({ failed: 1, inFlight: 0, inFlightBytes: 0 });
  });
});

describe("reading what was packed", () => {
  test("drops what two connections have both received, and merges them in the order of arrival", async () => {
    const streamId = world.newStreamId();
    const [older, newer] = [packedSink(streamId), packedSink(streamId)];
    for (const number of numbers(1, 60)) await older.write(event(number, 1_000 + 10 * number));
    for (const number of numbers(41, 90)) await newer.write(event(number, 1_003 + 10 * number));
    await Promise.all([older.flush(), newer.flush()]);
    expect(ids(await read(streamId))).toEqual(numbers(1, 90));
    expect(ids(await read(streamId, { since: 1_500 }))).toEqual(numbers(50, 90));
    expect(ids(await read(streamId, { since: 1_210, until: 1_310 }))).toEqual(numbers(21, 30));
  });

  test("merges shards", async () => {
    const streamId = world.newStreamId();
    const clock = ownClock();
    const sink = packedSink(streamId, { shards: 5, system: clock.system });
    for (const number of numbers(1, 200)) {
      await sink.write(event(number));
      if (number % 7 === 0) clock.ring();
    }
    await sink.flush();
    expect(ids(await read(streamId, { shards: 5, pageSize: 2 }))).toEqual(numbers(1, 200));
  });

  test("finds segments among single events, too, without being told", async () => {
    const streamId = world.newStreamId();
    const [single, packing] = [packedSink(streamId, { mode: "put" }), packedSink(streamId)];
    for (const number of numbers(1, 5)) await single.write(event(number));
    for (const number of numbers(4, 9)) await packing.write(event(number));
    await Promise.all([single.flush(), packing.flush()]);
    const all = ids(await read(streamId, { packed: false }));
    expect(all.toSorted((a, b) => a - b)).toEqual(numbers(1, 9));
  });
});

test.each([{ packDelayMs: 0 }, { packDelayMs: 60_001 }, { packDelayMs: 1.5 }])(
  "a delay that cannot be is refused: %j",
  (options) => {
    expect(() => packedSink("s", options)).toThrow(InvalidOptionsError);
  },
);
