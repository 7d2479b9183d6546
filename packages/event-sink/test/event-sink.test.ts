import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  createEventSink,
  EventTooLargeError,
  eventKey,
  itemSizeBytes,
  MAX_ITEM_BYTES,
} from "../src/index.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

function sinkOptions(streamId: string) {
  const { client, tableName } = world;
  return { client, tableName, streamId };
}

test("an event becomes one item of the documented shape", async () => {
  const streamId = world.newStreamId();
  const system = { now: () => 1_700_000_000_500 };
  const sink = createEventSink({ ...sinkOptions(streamId), system, expiresInSeconds: 60 });
  await sink.write({ data: "hello", id: "7", type: "greeting" });
  await sink.flush();
  const key = "f3e2658104e37d4c0554ae1786675ccc96acda0d";
  const { Item } = await world.direct.send(
    new GetItemCommand({ TableName: world.tableName, Key: { PK: { S: streamId }, SK: { S: key } } }),
  );
  expect(Item).toEqual({
    PK: { S: streamId },
    SK: { S: key },
    data: { S: "hello" },
    receivedAt: { N: "1700000000500" },
    eventId: { S: "7" },
    eventType: { S: "greeting" },
    expiresAt: { N: "1700000060" },
  });
});

test("only the given time is stored when stamping is off", async () => {
  const streamId = world.newStreamId();
  const sink = createEventSink({ ...sinkOptions(streamId), stampReceivedAt: false, key: "id" });
  await sink.write({ data: "", id: "without" });
  await sink.write({ data: "", id: "with", receivedAtMs: 5 });
  await sink.flush();
  expect(await world.readStream(streamId)).toEqual([
    { streamId, key: "with", id: "with", data: "", receivedAtMs: 5 },
    { streamId, key: "without", id: "without", data: "" },
  ]);
});

test("text, bytes of UTF-8 and other bytes come back as they were, the buffer reused meanwhile", async () => {
  const streamId = world.newStreamId();
  const sink = createEventSink({
    ...sinkOptions(streamId),
    key: "id",
    stampReceivedAt: false,
    maxInFlight: 1,
  });
  const shared = Buffer.from([0xff, 0xfe, 0x00]);
  const writes = [
    sink.write({ id: "a", data: "größer 🌊" }),
    sink.write({ id: "b", data: new TextEncoder().encode("\uFEFFmit BOM") }),
    sink.write({ id: "c", data: shared }),
  ];
  shared.fill(0x20);
  await Promise.all(writes);
  await sink.flush();
  const data = (await world.readStream(streamId)).map((event) => event.data);
  expect(data).toEqual(["größer 🌊", "\uFEFFmit BOM", Uint8Array.of(0xff, 0xfe, 0x00)]);
});

test("a duplicate is counted and never written over", async () => {
  const streamId = world.newStreamId();
  const first = createEventSink({ ...sinkOptions(streamId), key: "id" });
  await first.write({ id: "1", data: "first" });
  await first.flush();
  const second = createEventSink({ ...sinkOptions(streamId), key: "id" });
  await second.write({ id: "1", data: "second" });
  await second.write({ id: "2", data: "new" });
  await second.flush();
  expect((await world.readStream(streamId)).map((event) => event.data)).toEqual(["first", "new"]);
  expect(second.stats).toMatchObject({
    received: 2,
    stored: 1,
    duplicates: 1,
    ambiguousDuplicates: 0,
    failed: 0,
  });
});

test("equal events in flight at the same time are one item", async () => {
  const streamId = world.newStreamId();
  const sink = createEventSink(sinkOptions(streamId));
  await Promise.all(Array.from({ length: 20 }, () => sink.write({ data: "same" })));
  await sink.flush();
  expect(await world.readStream(streamId)).toHaveLength(1);
  expect(sink.stats).toMatchObject({
    received: 20,
    stored: 1,
    duplicates: 19,
    inFlight: 0,
    inFlightBytes: 0,
  });
});

test("events of two streams with equal data are two items", async () => {
  const streamIds = [world.newStreamId(), world.newStreamId()];
  for (const streamId of streamIds) {
    const sink = createEventSink(sinkOptions(streamId));
    await sink.write({ data: "same" });
    await sink.flush();
    expect(sink.stats.stored).toBe(1);
  }
});

test("a document client serves as well", async () => {
  const streamId = world.newStreamId();
  const client = DynamoDBDocumentClient.from(world.client);
  const sink = createEventSink({ ...sinkOptions(streamId), client, stampReceivedAt: false });
  await sink.write({ data: "x" });
  await sink.write({ data: "x" });
  await sink.flush();
  expect(await world.readStream(streamId)).toEqual([{ streamId, key: eventKey({ data: "x" }), data: "x" }]);
  expect(sink.stats).toMatchObject({ stored: 1, duplicates: 1 });
});

test("stored bytes are counted as DynamoDB counts them", async () => {
  const streamId = world.newStreamId();
  const sink = createEventSink({ ...sinkOptions(streamId), stampReceivedAt: false });
  await sink.write({ data: "ä" });
  await sink.write({ data: "ä" });
  await sink.flush();
  expect(sink.stats.storedBytes).toBe(2 + streamId.length + 2 + 40 + 4 + 2);
});

test("an item of exactly 400 KB is stored, a byte more is refused without a request, as the server would", async () => {
  const streamId = world.newStreamId();
  const settings = { ...sinkOptions(streamId), key: "id", stampReceivedAt: false, compress: "none" } as const;
  const item = (data: string) => ({
    PK: { S: streamId },
    SK: { S: "k" },
    eventId: { S: "k" },
    data: { S: data },
  });
  const largest = "x".repeat(MAX_ITEM_BYTES - itemSizeBytes(item("")));

  const fitting = createEventSink(settings);
  await fitting.write({ id: "k", data: largest });
  await fitting.flush();
  expect(fitting.stats).toMatchObject({ stored: 1, storedBytes: 409_600 });
  expect((await world.readStream(streamId))[0]?.data).toBe(largest);

  const tooLarge = createEventSink(settings);
  const putsBefore = world.proxy.operations.length;
  const refusal = tooLarge.write({ id: "k", data: `${largest}x` });
  await expect(refusal).rejects.toBeInstanceOf(EventTooLargeError);
  await expect(refusal).rejects.toMatchObject({ code: "EVENT_TOO_LARGE", key: "k", sizeBytes: 409_601 });
  await expect(tooLarge.flush()).rejects.toMatchObject({
    code: "FLUSH_FAILED",
    failures: [{ code: "EVENT_TOO_LARGE", key: "k" }],
  });
  expect(world.proxy.operations).toHaveLength(putsBefore);
  const unchecked = new PutItemCommand({ TableName: world.tableName, Item: item(`${largest}x`) });
  await expect(world.direct.send(unchecked)).rejects.toMatchObject({ name: "ValidationException" });
});

test("flush of a sink without writes resolves", async () => {
  const sink = createEventSink(sinkOptions(world.newStreamId()));
  await sink.flush();
  expect(sink.stats.received).toBe(0);
});

test("stats are a snapshot", async () => {
  const sink = createEventSink(sinkOptions(world.newStreamId()));
  const before = sink.stats;
  await sink.write({ data: "x" });
  await sink.flush();
  expect(before).toEqual({
    received: 0,
    stored: 0,
    duplicates: 0,
    ambiguousDuplicates: 0,
    deadLettered: 0,
    inFlight: 0,
    inFlightBytes: 0,
    suppressed: 0,
    requests: 0,
    throttled: 0,
    writeUnits: 0,
    retries: 0,
    failed: 0,
    storedBytes: 0,
  });
  expect(sink.stats.stored).toBe(1);
});

test("the hook is told of each event that is durable, and whether it was there already", async () => {
  const settled: string[] = [];
  const onSettled = ({ key, outcome }: { key: string; outcome: string }) => settled.push(`${key} ${outcome}`);
  const sink = createEventSink({ ...sinkOptions(world.newStreamId()), key: "id", maxInFlight: 1, onSettled });
  for (const id of ["a", "b", "a"]) await sink.write({ data: id, id });
  await sink.flush();
  expect(settled).toEqual(["a stored", "b stored", "a duplicate"]);
});

test("an event that is too large is refused, those after it are stored, and flush names it", async () => {
  const streamId = world.newStreamId();
  const sink = createEventSink({ ...sinkOptions(streamId), key: "id", compress: "none" });
  await expect(sink.write({ id: "large", data: "x".repeat(MAX_ITEM_BYTES) })).rejects.toThrow(
    EventTooLargeError,
  );
  await sink.write({ id: "after", data: "small" });
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ key: "large" }] });
  expect((await world.readStream(streamId)).map(({ key }) => key)).toEqual(["after"]);
  expect(sink.stats).toMatchObject({ received: 2, stored: 1, failed: 1, inFlight: 0 });
});
