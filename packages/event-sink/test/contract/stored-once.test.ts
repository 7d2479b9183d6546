import { expect, test } from "vitest";
import { eventKey, fromItem, type SinkEvent } from "../../src/index.ts";
import { describeContract } from "./support/describe-contract.ts";

describeContract("an event", (contract) => {
  test("is stored with all its attributes", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, expiresInSeconds: 60 });
    await sink.write({ data: "text", id: "id-1", type: "edit", receivedAtMs: 1_700_000_000_123 });
    await sink.flush();
    expect(await contract.world.readItems(streamId)).toEqual([
      {
        PK: { S: streamId },
        SK: { S: eventKey({ data: "text", id: "id-1", type: "edit" }) },
        data: { S: "text" },
        receivedAt: { N: "1700000000123" },
        eventId: { S: "id-1" },
        eventType: { S: "edit" },
        expiresAt: { N: "1700000060" },
      },
    ]);
    expect(sink.stats).toMatchObject({ received: 1, stored: 1, duplicates: 0, retries: 0, failed: 0 });
  });

  test("is stored without what it does not have", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, stampReceivedAt: false });
    await sink.write({ data: "text" });
    await sink.flush();
    expect(Object.keys((await contract.world.readItems(streamId))[0] ?? {}).sort()).toEqual([
      "PK",
      "SK",
      "data",
    ]);
  });

  test.each<[what: string, data: string | Uint8Array]>([
    ["an empty text", ""],
    ["text in four bytes a character", "𝄞 und 🎈"],
    ["quotes, question marks and comments", `'"?--/*\\' OR "PK" = '`],
    ["control characters and line ends", "\u0000\u0001\t\r\n\u2028\ufeff"],
    ["JSON", '{"a":"\\u0000","b":[1e400]}'],
    ["200 KB of text", "ä".repeat(100_000)],
    ["bytes that are no text", new Uint8Array([0, 255, 128, 39, 0])],
    ["200 KB of bytes", new Uint8Array(200_000).fill(0xfe)],
  ])("keeps %s as it is", async (_, data) => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, compress: "none" });
    await sink.write({ data });
    await sink.flush();
    const [item = {}] = await contract.world.readItems(streamId);
    expect(item.data).toEqual(typeof data === "string" ? { S: data } : { B: data });
    expect(fromItem(item)).toMatchObject({ streamId, key: eventKey({ data }), data });
  });

  test("has keys of any text up to DynamoDB's limits", async () => {
    const streamId = `${contract.mode}'"?;${"é".repeat(1_020)}`.slice(0, 1_020);
    const ids = ["'", '"', "?", "\\", " ", "\u0000", "𝄞", "k".repeat(1_024)];
    const sink = contract.newSink({ streamId, key: "id" });
    for (const id of ids) await sink.write({ data: `of ${id}`, id });
    await sink.flush();
    const stored = (await contract.world.readItems(streamId)).map(fromItem);
    expect(new Map(stored.map(({ key, data }) => [key, data]))).toEqual(
      new Map(ids.map((id) => [id, `of ${id}`])),
    );
  });
});

describeContract("an event whose key is in the table", (contract) => {
  const first: SinkEvent = { data: "first", id: "id-1", type: "a", receivedAtMs: 1 };
  const second: SinkEvent = { data: "second", id: "id-1", type: "b", receivedAtMs: 2 };

  test("is a duplicate, and never written over", async () => {
    const streamId = contract.world.newStreamId();
    for (const event of [first, second]) {
      const sink = contract.newSink({ streamId, key: "id", expiresInSeconds: event.receivedAtMs });
      await sink.write(event);
      await sink.flush();
      const isFirst = event === first;
      expect(sink.stats).toMatchObject({
        stored: isFirst ? 1 : 0,
        duplicates: isFirst ? 0 : 1,
        ambiguousDuplicates: 0,
        failed: 0,
      });
    }
    const items = await contract.world.readItems(streamId);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ data: { S: "first" }, eventType: { S: "a" }, receivedAt: { N: "1" } });
  });

  test("leaves an item alone that somebody else has put there", async () => {
    const streamId = contract.world.newStreamId();
    const theirs = { PK: { S: streamId }, SK: { S: "id-1" }, note: { S: "not an event's" } };
    await contract.world.putItem(theirs);
    const sink = contract.newSink({ streamId, key: "id" });
    await sink.write(first);
    await sink.flush();
    expect(await contract.world.readItems(streamId)).toEqual([theirs]);
    expect(sink.stats).toMatchObject({ stored: 0, duplicates: 1 });
  });

  test("is one item however many of them come at once", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId });
    await Promise.all(Array.from({ length: 60 }, () => sink.write({ data: "same" })));
    await sink.flush();
    expect(await contract.world.readItems(streamId)).toHaveLength(1);
    expect(sink.stats).toMatchObject({ received: 60, stored: 1, duplicates: 59, failed: 0 });
  });

  test("is one item between two sinks that write at once", async () => {
    const streamId = contract.world.newStreamId();
    const sinks = [contract.newSink({ streamId }), contract.newSink({ streamId })];
    const events = Array.from({ length: 120 }, (_, index) => ({ data: `event ${index % 80}` }));
    await Promise.all(sinks.flatMap((sink) => events.map((event) => sink.write(event))));
    await Promise.all(sinks.map((sink) => sink.flush()));
    expect(await contract.world.readItems(streamId)).toHaveLength(80);
    expect(sinks.reduce((sum, sink) => sum + sink.stats.stored, 0)).toBe(80);
    expect(sinks.reduce((sum, sink) => sum + sink.stats.duplicates, 0)).toBe(160);
  });
});
