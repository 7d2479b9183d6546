import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEventSink, type EventSink } from "../../src/index.ts";
import {
  DEFAULT_MAX_IN_FLIGHT,
  DEFAULT_MAX_IN_FLIGHT_BYTES,
  DEFAULT_MAX_REQUESTS,
  MAX_EVENTS_OUT_OF_ORDER,
  MAX_ITEM_BYTES,
} from "../../src/limits.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

function newSink(options: { maxInFlight?: number; maxInFlightBytes?: number } = {}): EventSink {
  const { client, tableName } = world;
  return createEventSink({
    client,
    tableName,
    streamId: world.newStreamId(),
    mode: "put",
    stampReceivedAt: false,
    ...options,
  });
}

/** Writes each event, and keeps the list of those that have been accepted. */
function writeAll(sink: EventSink, events: string[]): string[] {
  const accepted: string[] = [];
  for (const data of events) void sink.write({ data }).then(() => accepted.push(data));
  return accepted;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `event ${index}`);

test("at the bound write waits, and each answer lets in the next, in the order of the calls", async () => {
  const sink = newSink({ maxInFlight: 3 });
  const events = numbered(8);
  world.proxy.hold();
  const accepted = writeAll(sink, events);
  for (let answered = 0; answered < 5; answered += 1) {
    await expect.poll(() => world.proxy.operations.length).toBe(3 + answered);
    expect(accepted).toEqual(events.slice(0, 3 + answered));
    expect(sink.stats).toMatchObject({ received: 3 + answered, stored: answered, inFlight: 3 });
    world.proxy.releaseOne();
  }
  world.proxy.release();
  await sink.flush();
  expect(accepted).toEqual(events);
  expect(world.proxy.mostOpenRequests).toBe(3);
  expect(sink.stats).toMatchObject({ received: 8, stored: 8, inFlight: 0 });
});

test("the default bounds of events and requests are reached and not passed", async () => {
  const sink = newSink();
  world.proxy.hold();
  const accepted = writeAll(sink, numbered(DEFAULT_MAX_IN_FLIGHT + 20));
  await expect.poll(() => world.proxy.openRequests).toBe(DEFAULT_MAX_REQUESTS);
  expect(accepted).toHaveLength(DEFAULT_MAX_IN_FLIGHT);
  world.proxy.release();
  await sink.flush();
  expect(world.proxy.mostOpenRequests).toBe(DEFAULT_MAX_REQUESTS);
});

test("bytes in flight are bounded too, and a small event does not overtake a large one", async () => {
  const sink = newSink({ maxInFlightBytes: MAX_ITEM_BYTES });
  const events = ["a".repeat(250_000), "b".repeat(250_000), "small"];
  world.proxy.hold();
  const accepted = writeAll(sink, events);
  await expect.poll(() => world.proxy.operations.length).toBe(1);
  expect(accepted).toEqual(events.slice(0, 1));
  expect(sink.stats.inFlightBytes).toBeGreaterThan(250_000);
  expect(sink.stats.inFlightBytes).toBeLessThanOrEqual(MAX_ITEM_BYTES);
  world.proxy.releaseOne();
  await expect.poll(() => world.proxy.operations.length).toBe(3);
  expect(accepted).toEqual(events);
  world.proxy.release();
  await sink.flush();
});

test("the default bound of bytes lets in twenty of the largest events", async () => {
  const sink = newSink();
  world.proxy.hold();
  const events = numbered(21).map((event) => event.padEnd(409_500, "x"));
  const accepted = writeAll(sink, events);
  await expect.poll(() => world.proxy.operations.length).toBe(20);
  expect(accepted).toHaveLength(20);
  expect(sink.stats.inFlightBytes).toBeLessThanOrEqual(DEFAULT_MAX_IN_FLIGHT_BYTES);
  world.proxy.release();
  await sink.flush();
  expect(sink.stats.stored).toBe(21);
});

test("flush waits for writes that are themselves waiting, and not for later ones", async () => {
  const sink = newSink({ maxInFlight: 1 });
  world.proxy.hold();
  writeAll(sink, ["first", "second"]);
  let flushed = false;
  const flush = sink.flush().then(() => {
    flushed = true;
  });
  writeAll(sink, ["third"]);
  await expect.poll(() => world.proxy.operations.length).toBe(1);
  world.proxy.releaseOne();
  await expect.poll(() => world.proxy.operations.length).toBe(2);
  expect(flushed).toBe(false);
  world.proxy.releaseOne();
  await flush;
  expect(sink.stats).toMatchObject({ stored: 2, inFlight: 1 });
  world.proxy.release();
  await sink.flush();
  expect(sink.stats.stored).toBe(3);
});

test("behind an event that is slow to settle only so many others may be settled, then write waits", async () => {
  const { client, tableName } = world;
  const letter = Promise.withResolvers<{ location: string }>();
  const deadLetter = { put: () => letter.promise };
  const sink = createEventSink({ client, tableName, streamId: world.newStreamId(), mode: "put", deadLetter });
  await sink.write({ data: "known" });
  await sink.flush();
  const tooLarge = sink.write({ data: randomBytes(MAX_ITEM_BYTES + 1) });
  for (let count = 1; count < MAX_EVENTS_OUT_OF_ORDER; count += 1) await sink.write({ data: "known" });
  const accepted: string[] = [];
  const waiting = sink.write({ data: "known" }).then(() => accepted.push("the next"));
  await new Promise(setImmediate);
  expect(accepted).toEqual([]);
  expect(sink.stats).toMatchObject({ suppressed: MAX_EVENTS_OUT_OF_ORDER - 1, inFlight: 1 });
  letter.resolve({ location: "somewhere" });
  await Promise.all([tooLarge, waiting, sink.flush()]);
  expect(sink.stats).toMatchObject({ suppressed: MAX_EVENTS_OUT_OF_ORDER, deadLettered: 1, inFlight: 0 });
});
