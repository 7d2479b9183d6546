import { expect, test } from "vitest";
import { describeContract } from "./support/describe-contract.ts";

/** Items of so many KB, as DynamoDB counts them. */
const DATA = { small: "x".repeat(500), large: "x".repeat(2_900) };

describeContract("write units", (contract) => {
  /** The units that one event costs, as the server says. */
  async function unitsOf(event: { id: string; data: string }, streamId: string) {
    const sink = contract.newSink({ streamId, key: "id", returnConsumedCapacity: true });
    await sink.write(event);
    await sink.flush();
    const { writeUnits, stored, duplicates } = sink.stats;
    return { writeUnits, stored, duplicates };
  }

  const puts = contract.mode === "put" || contract.server === "dynalite";

  test("are one for each KB begun of an event that is stored", async () => {
    const streamId = contract.world.newStreamId();
    const small = await unitsOf({ id: "small", data: DATA.small }, streamId);
    const large = await unitsOf({ id: "large", data: DATA.large }, streamId);
    expect([small.stored, large.stored]).toEqual([1, 1]);
    // Of a batch DynamoDB Local tells no units, and ministack counts statements.
    const told = {
      dynalite: [1, 3],
      "dynamodb-local": puts ? [1, 3] : [0, 0],
      ministack: puts ? [1, 3] : [1, 1],
    };
    expect([small.writeUnits, large.writeUnits]).toEqual(told[contract.server]);
  });

  test("of a duplicate are told by none of these servers when it is put", async () => {
    const streamId = contract.world.newStreamId();
    await unitsOf({ id: "large", data: DATA.large }, streamId);
    const again = await unitsOf({ id: "large", data: DATA.large }, streamId);
    expect(again).toMatchObject({ stored: 0, duplicates: 1 });
    expect(again.writeUnits).toBe(contract.server === "ministack" && !puts ? 1 : 0);
  });

  test("are saved by a duplicate that the sink remembers", async () => {
    const { proxy } = contract.world;
    const sink = contract.newSink({ key: "id" });
    for (const data of [DATA.small, DATA.large]) {
      await sink.write({ id: "one", data });
      await sink.flush();
    }
    expect(sink.stats).toMatchObject({ stored: 1, duplicates: 1, suppressed: 1 });
    expect(proxy.operations.at(-1)).toBe(puts ? "PutItem" : "BatchExecuteStatement");
    expect(sink.stats.requests).toBe(contract.mode === "auto" && puts ? 2 : 1);
  });
});
