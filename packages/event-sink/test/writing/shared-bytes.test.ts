import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createByteBudget, createEventSink, type EventSinkOptions } from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

const BODY = "x".repeat(10_000);

function newSink(options: Partial<EventSinkOptions>) {
  const { client, tableName } = world;
  return createEventSink({ client, tableName, streamId: world.newStreamId(), mode: "put", ...options });
}

const events = (count: number) => Array.from({ length: count }, (_, index) => ({ data: `${index} ${BODY}` }));

test("a loud sink waits at its part of the bytes, while a quiet one writes on", async () => {
  const shared = createByteBudget({ totalBytes: 400_000, sinks: 4 });
  const [loud, quiet] = [newSink({ shared }), newSink({ shared })];
  world.proxy.hold();
  const writes = events(50).map((event) => loud.write(event));
  await expect.poll(() => world.proxy.operations.length).toBeGreaterThan(0);
  const inside = loud.stats.received;
  expect(inside).toBeLessThan(20);
  await Promise.all(events(4).map((event) => quiet.write(event)));
  expect(loud.stats.received).toBe(inside);
  world.proxy.release();
  await Promise.all([...writes, loud.flush(), quiet.flush()]);
  expect([loud.stats.stored, quiet.stats.stored, shared.heldBytes]).toEqual([50, 4, 0]);
});

test("a sink that is aborted gives back all that it holds, and its place in the order", async () => {
  const shared = createByteBudget({ totalBytes: 80_000, sinks: 2 });
  const abort = new AbortController();
  const [gone, left] = [newSink({ shared, signal: abort.signal }), newSink({ shared })];
  world.proxy.hold();
  const lost = Promise.allSettled(events(10).map((event) => gone.write(event)));
  const writes = events(10).map((event) => left.write(event));
  abort.abort();
  await expect(gone.flush()).rejects.toThrow();
  await lost;
  world.proxy.release();
  await Promise.all([...writes, left.flush()]);
  expect([left.stats.stored, shared.heldBytes]).toEqual([10, 0]);
});

test("a sink whose events are refused by the table gives back all that it holds", async () => {
  const shared = createByteBudget({ totalBytes: 80_000, sinks: 2 });
  const [bad, good] = [newSink({ shared, tableName: "no-such-table" }), newSink({ shared })];
  const lost = Promise.allSettled(events(10).map((event) => bad.write(event)));
  const writes = events(10).map((event) => good.write(event));
  await expect(bad.flush()).rejects.toThrow();
  await lost;
  await Promise.all([...writes, good.flush()]);
  expect([good.stats.stored, shared.heldBytes]).toEqual([10, 0]);
});
