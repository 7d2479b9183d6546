import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, expect, test } from "vitest";
import {
  createItemReader,
  eventsTable,
  itemSizeBytes,
  MAX_ITEM_BYTES,
  readEvents,
  type SinkEvent,
  writeUnits,
} from "../../src/index.ts";
import { collect } from "../support/collect.ts";
import { describeContract } from "./support/describe-contract.ts";

const layout = { keys: { partition: "deviceId", sort: "timestamp" }, partitionPrefix: "STREAM#" };

const event = (number: number): SinkEvent => ({
  id: `e${number}`,
  type: number % 2 === 0 ? "even" : "odd",
  data: `event ${number}`,
  receivedAtMs: 1_000 + number,
});
const all = Array.from({ length: 10 }, (_, index) => event(index));

describeContract("a table that others have made, with keys of other names,", (contract) => {
  let tableName: string;
  let streams = 0;
  beforeAll(async () => {
    tableName = await contract.world.newTable(
      eventsTable("any", { keys: layout.keys, receivedAtIndex: true }),
    );
  });
  /** Ends as the shard of a stream would, without the prefix. */
  const newStream = () => {
    streams += 1;
    return { tableName, streamId: String(streams), ...layout };
  };
  const itemsOf = async (partition: string) => {
    const { Items = [] } = await contract.world.direct.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "deviceId = :partition",
        ExpressionAttributeValues: { ":partition": { S: partition } },
      }),
    );
    return Items;
  };

  test.each([contract.mode, "packed"] as const)(
    "takes events each once, and gives them back: %s",
    async (mode) => {
      const { direct } = contract.world;
      const stream = newStream();
      const meta = {
        deviceId: { S: `STREAM#${stream.streamId}` },
        timestamp: { S: "META" },
        owner: { S: "us" },
      };
      await direct.send(new PutItemCommand({ TableName: tableName, Item: meta }));
      const attributes = { entity: { S: "event" }, size: { N: "10" } };
      for (const rememberKeys of [10, 0]) {
        const sink = contract.newSink({ ...stream, mode, key: "id", attributes, rememberKeys });
        for (const each of [...all, event(1)]) await sink.write(each);
        await sink.flush();
        expect(sink.stats).toMatchObject({ received: 11, failed: 0 });
      }
      const expected = all.map((each) => ({ ...each, key: each.id, streamId: stream.streamId }));
      const packed = mode === "packed";
      expect(await collect(readEvents(direct, { ...stream, packed, consistentRead: true }))).toEqual(
        expected,
      );
      const { partitionPrefix, streamId } = stream;
      const items = (await itemsOf(partitionPrefix + streamId)).filter(({ owner }) => owner === undefined);
      for (const item of items) expect(item).toMatchObject(attributes);
      expect(items.flatMap(createItemReader(layout)).filter(({ id }) => id === "e1")).toHaveLength(1);
    },
  );

  test("has shards and an index by time", async () => {
    const { direct } = contract.world;
    const stream = { ...newStream(), shards: 3 };
    const sink = contract.newSink({ ...stream, key: "id" });
    for (const each of all) await sink.write(each);
    await sink.flush();
    const read = await collect(readEvents(direct, { ...stream, since: 1_003, until: 1_006 }));
    expect(read.map(({ id }) => id)).toEqual(["e3", "e4", "e5"]);
    expect(new Set(read.map(({ streamId }) => streamId))).toEqual(new Set([stream.streamId]));
  });

  test("takes attributes by a function of the event, and refuses those of the sink's own", async () => {
    const stream = newStream();
    const sink = contract.newSink({
      ...stream,
      key: "id",
      attributes: ({ id, type = "" }) => (id === "e3" ? { data: { S: "other" } } : { kind: { S: type } }),
    });
    const written = await Promise.allSettled(all.map((each) => sink.write(each)));
    expect(written.flatMap((each) => (each.status === "rejected" ? each.reason : []))).toMatchObject([
      { code: "INVALID_EVENT", key: "e3", message: expect.stringContaining('"data" is the sink\'s own') },
    ]);
    await expect(sink.flush()).rejects.toMatchObject({ failed: 1 });
    const items = await itemsOf(`STREAM#${stream.streamId}`);
    expect(items.map(({ kind, eventType }) => [kind?.S, eventType?.S])).toEqual(
      all.filter(({ id }) => id !== "e3").map(({ type }) => [type, type]),
    );
  });

  test("counts further attributes towards an item's size", async () => {
    const stream = newStream();
    const attributes = { padding: { S: "x".repeat(2_000) } };
    const sink = contract.newSink({ ...stream, key: "id", attributes, compress: "none" });
    await sink.write({ id: "small", data: "x" });
    await expect(sink.write({ id: "large", data: "x".repeat(MAX_ITEM_BYTES - 1_900) })).rejects.toMatchObject(
      { code: "EVENT_TOO_LARGE" },
    );
    await sink.flush().catch(() => undefined);
    const [item = {}] = await itemsOf(`STREAM#${stream.streamId}`);
    expect(sink.stats.storedBytes).toBe(itemSizeBytes(item));
    expect(writeUnits(sink.stats.storedBytes)).toBe(3);
  });

  test("says what its keys must be when they are others", async () => {
    const other = await contract.world.newTable();
    const sink = contract.newSink({ ...newStream(), tableName: other });
    await sink.write(event(1));
    const remedy = /The table's key must be deviceId \(S\) and timestamp \(S\)/;
    await expect(sink.flush()).rejects.toThrow(remedy);
  });
});
