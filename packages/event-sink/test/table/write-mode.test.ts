import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEventSink, type EventSinkOptions } from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

let plain: World;
let partiql: World;
beforeAll(async () => {
  [plain, partiql] = await Promise.all([startWorld("plain"), startWorld("partiql")]);
});
afterEach(() => {
  plain.proxy.reset();
  partiql.proxy.reset();
});
afterAll(async () => {
  await Promise.all([plain.stop(), partiql.stop()]);
});

const events = ["a", "b", "c", "a"];

async function writeAll(world: World, options: Partial<EventSinkOptions> = {}) {
  const { client, tableName } = world;
  const streamId = world.newStreamId();
  const system = { sleep: async () => undefined };
  const sink = createEventSink({ client, tableName, streamId, key: "id", system, ...options });
  expect(sink.mode.active).toBe(
    options.mode === undefined || options.mode === "auto" ? "probing" : options.mode,
  );
  await Promise.all(events.map((id) => sink.write({ id, data: id })));
  await sink.flush();
  const stored = (await world.readStream(streamId)).map(({ id }) => id);
  expect(stored).toEqual(["a", "b", "c"]);
  return sink;
}

test("auto writes in batches where the server takes them", async () => {
  const sink = await writeAll(partiql);
  expect(sink.mode).toEqual({ active: "batch" });
  expect(partiql.proxy.operations).toEqual(["BatchExecuteStatement", "BatchExecuteStatement"]);
});

test("auto tries a batch once, and puts all events where the server has no PartiQL", async () => {
  const sink = await writeAll(plain);
  expect(sink.mode).toMatchObject({ active: "put", fallbackCause: { name: "UnknownOperationException" } });
  expect(plain.proxy.operations).toEqual(["BatchExecuteStatement", "PutItem", "PutItem", "PutItem"]);
  expect(sink.stats).toMatchObject({ stored: 3, duplicates: 1, retries: 0, failed: 0 });
});

test("auto puts without the permission for batches, and says why", async () => {
  partiql.proxy.decide = ({ operation }) => (operation === "BatchExecuteStatement" ? "deny" : undefined);
  const sink = await writeAll(partiql);
  expect(sink.mode).toMatchObject({ active: "put", fallbackCause: { name: "AccessDeniedException" } });
});

test("auto puts when the statements themselves are denied", async () => {
  partiql.proxy.faultNext({ statements: [0], code: "AccessDenied" });
  const sink = await writeAll(partiql);
  expect(sink.mode).toMatchObject({ active: "put", fallbackCause: { reason: "AccessDenied" } });
});

test("auto is not decided by a lost reply, a timeout or a throttle", async () => {
  partiql.proxy.faultNext("drop-reply", "fail", "throttle");
  const sink = await writeAll(partiql);
  expect(sink.mode).toEqual({ active: "batch" });
  expect(sink.stats).toMatchObject({ stored: 2, ambiguousDuplicates: 1, failed: 0 });
});

test("batch does not fall back: the refusal is the event's", async () => {
  await expect(writeAll(plain, { mode: "batch" })).rejects.toMatchObject({
    failures: expect.arrayContaining([
      expect.objectContaining({
        key: "a",
        cause: expect.objectContaining({ name: "UnknownOperationException" }),
      }),
    ]),
  });
});

test("a table's ARN is written by puts, since PartiQL takes none", () => {
  const tableName = "arn:aws:dynamodb:eu-west-1:123456789012:table/events";
  const { client } = plain;
  const sink = createEventSink({ client, tableName, streamId: "s" });
  expect(sink.mode).toMatchObject({
    active: "put",
    fallbackCause: { message: expect.stringContaining("ARN") },
  });
  expect(() => createEventSink({ client, tableName, streamId: "s", mode: "batch" })).toThrow(/takes no ARN/);
});
