import { expect, test } from "vitest";
import { eventKey, itemSizeBytes, MAX_ITEM_BYTES } from "../../src/index.ts";
import { describeContract } from "./support/describe-contract.ts";

const receivedAtMs = 1_700_000_000_123;

function itemOf(streamId: string, data: string) {
  return {
    PK: { S: streamId },
    SK: { S: eventKey({ data }) },
    data: { S: data },
    receivedAt: { N: String(receivedAtMs) },
  };
}

/** Data that makes the item exactly `sizeBytes`, as the sink counts it. */
function dataFor(streamId: string, sizeBytes: number): string {
  return "x".repeat(sizeBytes - itemSizeBytes(itemOf(streamId, "")));
}

describeContract("an item of DynamoDB's largest size", (contract) => {
  test("is stored", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, compress: "none" });
    await sink.write({ data: dataFor(streamId, MAX_ITEM_BYTES), receivedAtMs });
    await sink.flush();
    expect(sink.stats).toMatchObject({ stored: 1, storedBytes: MAX_ITEM_BYTES });
    expect(await contract.world.readItems(streamId)).toHaveLength(1);
  });

  test("and one byte more is refused by the sink before any request, as the server would refuse it", async () => {
    const streamId = contract.world.newStreamId();
    const data = dataFor(streamId, MAX_ITEM_BYTES + 1);
    const sink = contract.newSink({ streamId, compress: "none" });
    await expect(sink.write({ data, receivedAtMs })).rejects.toMatchObject({
      code: "EVENT_TOO_LARGE",
      sizeBytes: MAX_ITEM_BYTES + 1,
    });
    expect(contract.world.proxy.operations).toEqual([]);
    await expect(contract.world.putItem(itemOf(streamId, data))).rejects.toThrow(/size/i);
  });

  test("has company in flight: many of them are stored", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, compress: "none", key: "id" });
    const data = "ü".repeat(150_000);
    await Promise.all(Array.from({ length: 30 }, (_, index) => sink.write({ data, id: String(index) })));
    await sink.flush();
    expect(sink.stats).toMatchObject({ stored: 30, failed: 0 });
    expect(await contract.world.readItems(streamId)).toHaveLength(30);
  });
});
