import { contractServers, type Fault } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readEvents } from "../../src/index.ts";
import { collect } from "../support/collect.ts";
import { type ContractWorld, startContractWorld } from "./support/contract-world.ts";

const FAULTS: readonly Fault[] = [
  "drop-request",
  "drop-reply",
  "cut-reply",
  "fail",
  "fail-after-write",
  "throttle",
];

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(contractServers())("packed writing on $name", (server) => {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await startContractWorld(server);
  });
  afterEach(() => world.proxy.reset());
  afterAll(() => world?.stop());

  test("two sinks that overlap, with every fault in between, leave each event once for a reader, in the order of arrival", async () => {
    const streamId = world.newStreamId();
    const { direct, tableName, proxy } = world;
    const options = { streamId, mode: "packed", key: "id", shards: 3 } as const;
    const [older, newer] = [world.newSink(options), world.newSink(options)];
    const event = (number: number) => ({
      id: `${number}`,
      data: `event ${number}`,
      receivedAtMs: 1_000 + number,
    });
    for (const [index, fault] of FAULTS.entries()) {
      proxy.faultNext(fault);
      for (const number of numbers(100 * index + 1, 100 * index + 120)) await older.write(event(number));
      await older.flush();
      for (const number of numbers(100 * index + 81, 100 * index + 200)) await newer.write(event(number));
      await newer.flush();
    }
    const read = await collect(
      readEvents(direct, { tableName, streamId, packed: true, shards: 3, consistentRead: true }),
    );
    expect(read.map(({ id }) => Number(id))).toEqual(numbers(1, 700));
    for (const { stats } of [older, newer]) {
      expect(stats).toMatchObject({ received: 720, failed: 0, inFlight: 0, inFlightBytes: 0 });
    }
  });
});
