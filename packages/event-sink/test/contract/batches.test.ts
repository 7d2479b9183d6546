import { expect, test } from "vitest";
import { fromItem } from "../../src/index.ts";
import { describeContract } from "./support/describe-contract.ts";

const events = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => {
    const id = `e${String(from + index).padStart(3, "0")}`;
    return { id, data: `of ${id}` };
  });

describeContract("many events", (contract) => {
  test("go in as few requests as the mode allows, each stored as it is", async () => {
    const { world } = contract;
    const streamId = world.newStreamId();
    const sink = contract.newSink({ streamId, key: "id" });
    await Promise.all(events(101).map((event) => sink.write(event)));
    await sink.flush();
    const stored = (await world.readItems(streamId)).map(fromItem);
    expect(stored.map(({ id, data }) => ({ id, data }))).toEqual(events(101));
    const inBatches =
      contract.mode === "batch" || (contract.mode === "auto" && contract.server !== "dynalite");
    expect(sink.mode.active).toBe(inBatches ? "batch" : "put");
    const puts = world.proxy.operations.filter((operation) => operation === "PutItem");
    const batches = world.proxy.operations.filter((operation) => operation === "BatchExecuteStatement");
    expect(puts).toHaveLength(inBatches ? 0 : 101);
    // The first event leaves at once and alone.
    expect(batches.length).toBeLessThanOrEqual(6);
  });

  test("of which some are there and some come twice are stored once, and those that are there stay", async () => {
    const { world } = contract;
    const streamId = world.newStreamId();
    const before = contract.newSink({ streamId, key: "id" });
    for (const event of events(10)) await before.write({ ...event, data: "from before" });
    await before.flush();
    const sink = contract.newSink({ streamId, key: "id" });
    await Promise.all([...events(30), ...events(30)].map((event) => sink.write(event)));
    await sink.flush();
    const stored = (await world.readItems(streamId)).map(fromItem);
    expect(stored.map(({ data }) => data)).toEqual([
      ...Array<string>(10).fill("from before"),
      ...events(20, 10).map(({ data }) => data),
    ]);
    expect(sink.stats).toMatchObject({ received: 60, stored: 20, duplicates: 40, ambiguousDuplicates: 0 });
  });

  test("are acknowledged in the order in which they were written", async () => {
    const steps: number[] = [];
    const sink = contract.newSink({ key: "id", onAcknowledged: ({ sequence }) => steps.push(sequence) });
    let requests = 0;
    contract.world.proxy.decide = () => {
      requests += 1;
      return requests % 3 === 0 ? "throttle" : undefined;
    };
    await Promise.all(events(120).map((event) => sink.write(event)));
    await sink.flush();
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(sink.acknowledged).toEqual({ sequence: 120, key: "e119", id: "e119" });
  });

  test("stop at the one that is refused: those before it are acknowledged, it is named", async () => {
    const { world } = contract;
    const streamId = world.newStreamId();
    const sink = contract.newSink({ streamId, key: "id", maxRequests: 1 });
    await sink.write({ id: "first", data: "first" });
    await sink.flush();
    world.proxy.decide = () => "deny";
    await sink.write({ id: "second", data: "second" });
    await expect(sink.flush()).rejects.toMatchObject({ failures: [{ key: "second" }] });
    expect(sink.acknowledged).toEqual({ sequence: 1, key: "first", id: "first" });
    expect((await world.readItems(streamId)).map(({ SK }) => SK?.S)).toEqual(["first"]);
  });

  if (contract.mode === "batch") {
    test.each([
      { code: "ThrottlingError", carriedOut: false, ambiguous: 0, throttled: 3 },
      { code: "ProvisionedThroughputExceeded", carriedOut: false, ambiguous: 0, throttled: 3 },
      { code: "RequestLimitExceeded", carriedOut: false, ambiguous: 0, throttled: 3 },
      { code: "TransactionConflict", carriedOut: false, ambiguous: 0, throttled: 0 },
      { code: "InternalServerError", carriedOut: false, ambiguous: 0, throttled: 0 },
      { code: "InternalServerError", carriedOut: true, ambiguous: 3, throttled: 0 },
    ])("some of which meet $code (carried out: $carriedOut) are written again, alone", async (row) => {
      const { world } = contract;
      const streamId = world.newStreamId();
      const sink = contract.newSink({ streamId, key: "id" });
      world.proxy.faultNext(undefined, {
        statements: [0, 7, 19],
        code: row.code,
        carriedOut: row.carriedOut,
      });
      await Promise.all(events(21).map((event) => sink.write(event)));
      await sink.flush();
      expect(await world.readItems(streamId)).toHaveLength(21);
      expect(sink.stats).toMatchObject({
        stored: 21 - row.ambiguous,
        ambiguousDuplicates: row.ambiguous,
        retries: 3,
        throttled: row.throttled,
        failed: 0,
      });
    });

    test("some of which are refused are named, those beside them are stored", async () => {
      const { world } = contract;
      const streamId = world.newStreamId();
      const sink = contract.newSink({ streamId, key: "id" });
      world.proxy.faultNext(undefined, { statements: [1], code: "AccessDenied" });
      await Promise.all(events(4).map((event) => sink.write(event)));
      await expect(sink.flush()).rejects.toMatchObject({ failures: [{ key: "e002" }] });
      expect((await world.readItems(streamId)).map(({ SK }) => SK?.S)).toEqual(["e000", "e001", "e003"]);
      expect(sink.acknowledged).toMatchObject({ key: "e001" });
    });
  }
});
