import { randomBytes } from "node:crypto";
import { CreateTableCommand, PutItemCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  createEventSink,
  type DeadLetterRecord,
  type EventSinkOptions,
  eventsTable,
  InvalidOptionsError,
  MAX_ITEM_BYTES,
  type ReadEventsOptions,
  readEvents,
  type SinkEvent,
  type StoredEvent,
} from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

const INDEXED = "indexed-events";

let world: World;
let queries = 0;
beforeAll(async () => {
  world = await startWorld();
  world.direct.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === "QueryCommand") queries += 1;
        return next(args);
      },
    { step: "initialize" },
  );
  await world.direct.send(new CreateTableCommand(eventsTable(INDEXED, { receivedAtIndex: true })));
  await waitUntilTableExists({ client: world.direct, maxWaitTime: 60, minDelay: 1 }, { TableName: INDEXED });
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

async function write(
  events: readonly SinkEvent[],
  options: Partial<EventSinkOptions> & { streamId: string },
): Promise<void> {
  const sink = createEventSink({ client: world.direct, tableName: world.tableName, key: "id", ...options });
  for (const event of events) await sink.write(event);
  await sink.flush();
}

async function read(
  streamId: string,
  options: Partial<ReadEventsOptions> = {},
  client: EventSinkOptions["client"] = world.direct,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const all = readEvents(client, { tableName: world.tableName, streamId, ...options });
  for await (const event of all) events.push(event);
  return events;
}

const numbered = (count: number): SinkEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(4, "0"),
    data: `event ${index}`,
    receivedAtMs: 1_000 - index,
  }));

test("events come back as they were written, in the order of their keys", async () => {
  const streamId = world.newStreamId();
  const noise = Uint8Array.of(0xff, 0x00);
  await write(
    [
      { id: "c", data: "text", type: "t", receivedAtMs: 7 },
      { id: "b", data: "long ".repeat(1_000), receivedAtMs: 8 },
      { id: "a", data: noise, receivedAtMs: 9 },
    ],
    { streamId, compress: "auto", expiresInSeconds: 60 },
  );
  expect(await read(streamId)).toEqual([
    { streamId, key: "a", id: "a", data: noise, receivedAtMs: 9, expiresAtSeconds: 60 },
    { streamId, key: "b", id: "b", data: "long ".repeat(1_000), receivedAtMs: 8, expiresAtSeconds: 60 },
    { streamId, key: "c", id: "c", data: "text", type: "t", receivedAtMs: 7, expiresAtSeconds: 60 },
  ]);
});

test("what other programs keep in the partition is passed over", async () => {
  const streamId = world.newStreamId();
  await write([{ id: "a", data: "an event" }], { streamId });
  const Item = { PK: { S: streamId }, SK: { S: "META" }, owner: { S: "somebody" } };
  await world.direct.send(new PutItemCommand({ TableName: world.tableName, Item }));
  expect((await read(streamId)).map(({ key }) => key)).toEqual(["a"]);
});

test("a stream without events is empty", async () => {
  expect(await read(world.newStreamId())).toEqual([]);
});

test("the shards of a stream are merged in the order of the keys, through many pages", async () => {
  const streamId = world.newStreamId();
  await write(numbered(200), { streamId, shards: 7 });
  const events = await read(streamId, { shards: 7, pageSize: 3, consistentRead: true });
  expect(events.map(({ data }) => data)).toEqual(numbered(200).map(({ data }) => data));
  expect(new Set(events.map((event) => event.streamId))).toEqual(new Set([streamId]));
});

test("keys are ordered by their bytes, in one partition and across shards", async () => {
  const keys = ["z", "é", "\uffff", "🌊", "a", "Z", "10", "9"];
  const streamIds = [world.newStreamId(), world.newStreamId()] as const;
  const events = keys.map((id) => ({ id, data: id }));
  await write(events, { streamId: streamIds[0] });
  await write(events, { streamId: streamIds[1], shards: 5 });
  const plain = (await read(streamIds[0])).map(({ key }) => key);
  const sharded = (await read(streamIds[1], { shards: 5 })).map(({ key }) => key);
  expect(sharded).toEqual(plain);
  expect(plain.indexOf("\uffff")).toBeLessThan(plain.indexOf("🌊"));
});

test("the same event of two writers is one item of its shard", async () => {
  const streamId = world.newStreamId();
  await write(numbered(20), { streamId, shards: 4 });
  await write(numbered(20), { streamId, shards: 4 });
  expect(await read(streamId, { shards: 4 })).toHaveLength(20);
});

test("a page is asked for only when the one before is used up", async () => {
  const streamId = world.newStreamId();
  await write(numbered(10), { streamId });
  const { tableName } = world;
  const queriesBefore = queries;
  const queriesAtEvent: number[] = [];
  for await (const _ of readEvents(world.direct, { tableName, streamId, pageSize: 2 })) {
    queriesAtEvent.push(queries - queriesBefore);
    if (queriesAtEvent.length === 5) break;
  }
  expect(queriesAtEvent).toEqual([1, 1, 2, 2, 3]);
});

test.each([1, 3])(
  "with %i shards, since is included and until is not, in the order of time",
  async (shards) => {
    const streamId = world.newStreamId();
    const options = { streamId, tableName: INDEXED, shards };
    await write(numbered(50), options);
    const inTime = async (range: Partial<ReadEventsOptions>) =>
      (await read(streamId, { ...options, pageSize: 4, ...range })).map(({ receivedAtMs }) => receivedAtMs);
    expect(await inTime({ since: 960, until: 965 })).toEqual([960, 961, 962, 963, 964]);
    expect(await inTime({ since: new Date(998) })).toEqual([998, 999, 1_000]);
    expect(await inTime({ until: new Date(953) })).toEqual([951, 952]);
    expect(await inTime({ since: 2_000 })).toEqual([]);
  },
);

test("a table without the index says what to do", async () => {
  await expect(read(world.newStreamId(), { since: 0 })).rejects.toMatchObject({
    code: "MISSING_INDEX",
    message: expect.stringContaining("eventsTable(name, { receivedAtIndex: true })"),
    cause: { name: "ValidationException" },
  });
});

test("a table that is not there says what to do", async () => {
  await expect(read("s", { tableName: "nowhere" })).rejects.toMatchObject({
    code: "EVENT_READ_FAILED",
    message: expect.stringContaining("Create the table (eventsTable)"),
    cause: { name: "ResourceNotFoundException" },
  });
});

test("an item that is not an event is named", async () => {
  const streamId = world.newStreamId();
  const item = { PK: { S: streamId }, SK: { S: "k" }, data: { N: "1" } };
  await world.direct.send(new PutItemCommand({ TableName: world.tableName, Item: item }));
  await expect(read(streamId)).rejects.toMatchObject({ code: "INVALID_ITEM" });
});

test("a signal ends the reading between two events of a page", async () => {
  const streamId = world.newStreamId();
  await write(numbered(5), { streamId });
  const controller = new AbortController();
  const { tableName } = world;
  const events = readEvents(world.direct, { tableName, streamId, signal: controller.signal });
  const taken: string[] = [];
  const reading = async () => {
    for await (const { key } of events) {
      taken.push(key);
      if (taken.length === 2) controller.abort(new Error("enough"));
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: "READ_ABORTED", cause: { message: "enough" } });
  expect(taken).toHaveLength(2);
});

test("a signal that has aborted before allows no request", async () => {
  await expect(read("s", { tableName: "nowhere", signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "READ_ABORTED",
  });
});

test("a document client serves as well", async () => {
  const streamId = world.newStreamId();
  await write(numbered(3), { streamId });
  expect(await read(streamId, {}, DynamoDBDocumentClient.from(world.direct))).toHaveLength(3);
});

test("events of the dead-letter store follow those of the table, within the same time", async () => {
  const streamId = world.newStreamId();
  const options = { streamId, tableName: INDEXED };
  const records: DeadLetterRecord[] = [];
  const deadLetter = {
    put: async (record: DeadLetterRecord) => ({ location: String(records.push(record)) }),
    async *read(stream: string) {
      yield* records.filter((record) => record.streamId === stream);
    },
  };
  const large = randomBytes(MAX_ITEM_BYTES);
  await write(
    [
      { id: "large", data: large, type: "t", receivedAtMs: 5 },
      { id: "larger", data: large, receivedAtMs: 50 },
      { data: "without an id", receivedAtMs: 6 },
      { id: "small", data: "x", receivedAtMs: 7 },
    ],
    { ...options, deadLetter },
  );
  const events = await read(streamId, { ...options, deadLetters: deadLetter, until: 10 });
  expect(events).toEqual([
    { streamId, key: "small", id: "small", data: "x", receivedAtMs: 7 },
    { streamId, key: "large", id: "large", data: new Uint8Array(large), type: "t", receivedAtMs: 5 },
  ]);
  expect(await read(streamId, options)).toHaveLength(1);
});

test.each<[Partial<ReadEventsOptions>, RegExp]>([
  [{ tableName: "a" }, /^readEvents cannot work with these options: tableName is "a"/],
  [{ streamId: "s#1" }, /ends like the shard of another stream/],
  [{ shards: 101 }, /shards is 101/],
  [{ since: 1.5 }, /since is 1.5: give a Date or whole epoch milliseconds/],
  [{ until: new Date("never") }, /until is NaN/],
  [{ since: 5, until: 5 }, /until must be later/],
  [{ since: 5, consistentRead: true }, /consistentRead is true: the index/],
  [{ keys: { partition: "data", sort: "SK" } }, /keys.partition is "data"/],
  [{ pageSize: 0 }, /pageSize is 0/],
  [{ deadLetters: {} as never }, /deadLetters must have a method read/],
])("%j is refused at once", (options, message) => {
  const tableName = world.tableName;
  expect(() => readEvents(world.direct, { tableName, streamId: "s", ...options })).toThrow(message);
  expect(() => readEvents(world.direct, { tableName, streamId: "s", ...options })).toThrow(
    InvalidOptionsError,
  );
});
