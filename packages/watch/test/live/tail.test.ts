import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { createEventSink, eventsTable } from "@unbounded-streams/event-sink";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IndexMissingError, TableMissingError } from "../../src/errors.ts";
import { INDEX_AGAIN_MS, MAX_EVENT_TEXT, MAX_TAIL_EVENTS } from "../../src/limits.ts";
import { Tail } from "../../src/live/tail.ts";
import { EventReader, type NamedEvents } from "../../src/tables/event-reader.ts";

const NOW = Date.UTC(2030, 0, 1, 12);

let dynamoDb: Awaited<ReturnType<typeof startEmbeddedDynamoDb>>;
let client: DynamoDBClient;
const { signal } = new AbortController();

beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  client = new DynamoDBClient(dynamoDb.clientConfig);
  for (const input of [
    eventsTable("indexed", { receivedAtIndex: true }),
    eventsTable("bare"),
    eventsTable("other-keys", { receivedAtIndex: true, keys: { partition: "deviceId", sort: "eventTime" } }),
  ]) {
    await client.send(new CreateTableCommand(input));
  }
});

afterAll(async () => {
  client.destroy();
  await dynamoDb.stop();
});

/** Stores numbered events, one a second. */
async function store(
  options: Partial<Parameters<typeof createEventSink>[0]> & { readonly streamId: string },
  from: number,
  until: number,
): Promise<void> {
  const sink = createEventSink({ client, tableName: "indexed", ...options });
  for (let n = from; n < until; n += 1)
    await sink.write({ data: `event ${n}`, receivedAtMs: NOW + n * 1_000 });
  await sink.flush();
}

function tailOf(streamId: string, options: Partial<NamedEvents> = {}) {
  const tail = new Tail(new EventReader({ client, tableName: "indexed", ...options }), streamId);
  return {
    tail,
    async texts(atSeconds: number) {
      const entries = await tail.read(NOW + atSeconds * 1_000, signal);
      return Array.from(entries.values())
        .toSorted((one, other) => one.receivedAtMs - other.receivedAtMs)
        .map(({ text }) => text);
    },
  };
}

const numbered = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => `event ${from + index}`);

describe("the last events of a stream", () => {
  test("are those that came last, and then those that come, no more than so many", async () => {
    await store({ streamId: "one-by-one" }, 0, 80);
    const { texts } = tailOf("one-by-one");
    expect(await texts(80)).toEqual(numbered(80 - MAX_TAIL_EVENTS, 80));
    await store({ streamId: "one-by-one" }, 80, 90);
    expect(await texts(90)).toEqual(numbered(90 - MAX_TAIL_EVENTS, 90));
    expect(await texts(91)).toEqual(numbered(90 - MAX_TAIL_EVENTS, 90));
  });

  test("are unpacked from segments, without an index", async () => {
    const packed = { tableName: "bare", streamId: "packed", mode: "packed" as const };
    await store(packed, 0, 30);
    await store(packed, 20, 70);
    const { texts } = tailOf("packed", { tableName: "bare" });
    expect(await texts(80)).toEqual(numbered(20, 70));
    await store(packed, 70, 75);
    expect(await texts(80)).toEqual(numbered(25, 75));
  });

  test("are shown also behind a segment that cannot be read", async () => {
    const packed = { tableName: "bare", streamId: "damaged", mode: "packed" as const };
    await store(packed, 0, 3);
    const { Items: [segment = {}] = [] } = await client.send(
      new QueryCommand({
        TableName: "bare",
        KeyConditionExpression: "PK = :stream",
        ExpressionAttributeValues: { ":stream": { S: "damaged" } },
      }),
    );
    await client.send(
      new PutItemCommand({ TableName: "bare", Item: { ...segment, data: { B: Uint8Array.of(1, 2, 3) } } }),
    );
    await store(packed, 10, 13);
    expect(await tailOf("damaged", { tableName: "bare" }).texts(20)).toEqual(numbered(10, 13));
  });

  test("of a table that gets its index later are found then, also where segments are", async () => {
    const fill = async () => {
      await store({ tableName: "grown", streamId: "s", mode: "packed" }, 0, 2);
      await store({ tableName: "grown", streamId: "s" }, 2, 4);
    };
    await client.send(new CreateTableCommand(eventsTable("grown")));
    await fill();
    const { texts } = tailOf("s", { tableName: "grown" });
    expect(await texts(5)).toEqual(numbered(0, 2));
    await client.send(new DeleteTableCommand({ TableName: "grown" }));
    await client.send(new CreateTableCommand(eventsTable("grown", { receivedAtIndex: true })));
    await fill();
    expect(await texts(6)).toEqual(numbered(0, 2));
    expect(await texts(5 + INDEX_AGAIN_MS / 1_000)).toEqual(numbered(0, 4));
  });

  test("are found in shards, and under keys of other names", async () => {
    await store({ streamId: "spread", shards: 3 }, 0, 60);
    expect(await tailOf("spread", { shards: 3 }).texts(60)).toEqual(numbered(10, 60));
    const layout = {
      ...{ tableName: "other-keys", partitionPrefix: "STREAM#" },
      keys: { partition: "deviceId", sort: "eventTime" },
    };
    await store({ ...layout, streamId: "7" }, 0, 3);
    expect(await tailOf("7", layout).texts(60)).toEqual(numbered(0, 3));
  });

  test("are not hidden by those that say to come from a time to come, nor by an item that is none", async () => {
    await store({ streamId: "liar" }, 0, 3);
    await store({ streamId: "liar" }, 1_000_000, 1_000_060);
    const broken = {
      PK: { S: "liar" },
      SK: { S: "x" },
      receivedAt: { N: String(NOW) },
      data: { BOOL: true },
    };
    await client.send(new PutItemCommand({ TableName: "indexed", Item: broken }));
    const { texts } = tailOf("liar");
    expect(await texts(10)).toEqual(numbered(0, 3));
    await store({ streamId: "liar" }, 5, 6);
    expect(await texts(10)).toEqual([...numbered(0, 3), "event 5"]);
  });

  test("are shown by their beginnings, and what would do something is seen", async () => {
    const sink = createEventSink({ client, tableName: "indexed", streamId: "hostile" });
    const [receivedAtMs, long] = [NOW, `${"x".repeat(MAX_EVENT_TEXT - 1)}\u{1f600}${"y".repeat(100)}`];
    await sink.write({ data: "a\u202eb\u0000\n", id: "\u2066id", receivedAtMs });
    await sink.write({ data: long, receivedAtMs: NOW + 1 });
    await sink.write({ data: Uint8Array.of(0xff, 0), receivedAtMs: NOW + 2 });
    await sink.flush();
    const entries = await tailOf("hostile").tail.read(NOW, signal);
    const byTime = Array.from(entries.values()).toSorted(
      (one, other) => one.receivedAtMs - other.receivedAtMs,
    );
    expect(byTime).toMatchObject([
      { name: "\\u2066id", text: "a\\u202eb\\u0000\\u000a" },
      { text: "x".repeat(MAX_EVENT_TEXT - 1), cutFromBytes: Buffer.byteLength(long) },
      { text: "/wA=", encoding: "base64" },
    ]);
  });

  test("that nobody can tell, or whose table is not there, are told with what mends it", async () => {
    await store({ tableName: "bare", streamId: "unordered" }, 0, 3);
    const unordered = tailOf("unordered", { tableName: "bare" });
    await expect(unordered.texts(10)).rejects.toThrow(IndexMissingError);
    await expect(unordered.texts(10)).rejects.toThrow("readInOrder: true");
    await expect(tailOf("any", { tableName: "none" }).texts(10)).rejects.toThrow(TableMissingError);
    await expect(tailOf("any", { tableName: "none" }).texts(10)).rejects.toThrow("--events-table");
  });
});
