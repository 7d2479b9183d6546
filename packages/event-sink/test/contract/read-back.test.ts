import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import {
  eventsTable,
  type ReadEventsOptions,
  readEvents,
  type SinkEvent,
  type StoredEvent,
} from "../../src/index.ts";
import { type Contract, describeContract } from "./support/describe-contract.ts";

async function read(
  { world }: Contract,
  options: Partial<ReadEventsOptions> & { streamId: string },
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const all = readEvents(world.direct, { tableName: world.tableName, ...options });
  for await (const event of all) events.push(event);
  return events;
}

/** Text that shrinks, more and more of it, and bytes that are no text. */
const EVENTS: SinkEvent[] = Array.from({ length: 60 }, (_, index) => ({
  id: `e${String(index).padStart(3, "0")}`,
  ...(index % 2 === 0 && { type: "even" }),
  data: index % 10 === 3 ? Uint8Array.of(0xff, index) : `${"long ".repeat(index * 30)}${index}`,
  receivedAtMs: 1_700_000_000_000 + index,
}));

describeContract("reading back", (contract) => {
  test.each(["none", "auto", "gzip"] as const)(
    "gives what was written with compress: %s",
    async (compress) => {
      const streamId = contract.world.newStreamId();
      const sink = contract.newSink({ streamId, key: "id", compress });
      await Promise.all(EVENTS.map((event) => sink.write(event)));
      await sink.flush();
      const events = await read(contract, { streamId, consistentRead: true });
      expect(events).toEqual(EVENTS.map((event) => ({ ...event, streamId, key: event.id })));
      const encodings = (await contract.world.readItems(streamId)).map(({ encoding }) => encoding?.S);
      expect(encodings.includes("gzip")).toBe(compress !== "none");
    },
  );

  test("gives compressed, sharded events as they were, in the order of their keys", async () => {
    const stream = { streamId: contract.world.newStreamId(), shards: 5 };
    const sink = contract.newSink({ ...stream, key: "id", compress: "auto", stampReceivedAt: false });
    const ids = ["z", "é", "\uffff", "🌊", "a", "10", "9"];
    for (const id of ids) await sink.write({ id, data: id.repeat(2_000) });
    await sink.flush();
    const { streamId } = stream;
    const inOrder = ["10", "9", "a", "z", "é", "\uffff", "🌊"];
    expect(await read(contract, { ...stream, consistentRead: true })).toEqual(
      inOrder.map((id) => ({ streamId, key: id, id, data: id.repeat(2_000) })),
    );
    const partitions = Array.from({ length: stream.shards }, (_, shard) => `${streamId}#${shard}`);
    const items = (await Promise.all(partitions.map((each) => contract.world.readItems(each)))).flat();
    expect(items.map(({ encoding }) => encoding)).toEqual(ids.map(() => ({ S: "gzip" })));
  });

  test("goes on where a page of 1 MB ends", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, key: "id", compress: "none" });
    for (let index = 0; index < 8; index += 1) {
      await sink.write({ id: String(index), data: String(index).repeat(390_000) });
    }
    await sink.flush();
    const events = await read(contract, { streamId });
    expect(events.map(({ data }) => [data[0], data.length])).toEqual(
      Array.from({ length: 8 }, (_, index) => [String(index), 390_000]),
    );
  });

  test("by time, from since on and before until, needs the index", async () => {
    const tableName = await contract.world.newTable(eventsTable("any", { receivedAtIndex: true }));
    const stream = { tableName, streamId: contract.world.newStreamId(), shards: 3 };
    const sink = contract.newSink({ ...stream, key: "id" });
    for (let index = 0; index < 20; index += 1) {
      await sink.write({ id: String(index), data: "x", receivedAtMs: 1_000 - index });
    }
    await sink.flush();
    const events = await read(contract, { ...stream, since: 985, until: new Date(990), pageSize: 1 });
    expect(events.map(({ receivedAtMs }) => receivedAtMs)).toEqual([985, 986, 987, 988, 989]);
  });

  test("by time says what to do when there is no index", async () => {
    await expect(read(contract, { streamId: "s", since: 0 })).rejects.toMatchObject({
      code: "MISSING_INDEX",
    });
  });

  test("says what to do when there is no table", async () => {
    const reading = read(contract, { streamId: "s", tableName: `nowhere-${randomUUID()}` });
    await expect(reading).rejects.toMatchObject({
      code: "EVENT_READ_FAILED",
      message: expect.stringContaining("Create the table"),
    });
  });
});
