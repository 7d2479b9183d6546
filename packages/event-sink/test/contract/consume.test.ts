import { contractServers } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ConsumedEvent, createConsumer } from "../../src/consume.ts";
import { type ContractWorld, startContractWorld } from "./support/contract-world.ts";
import { deliver, TableStream } from "./support/table-stream.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const event = (number: number) => ({
  id: `${number}`,
  data: number % 10 === 0 ? Buffer.of(0xff, number) : `event ${number}`,
  receivedAtMs: 1_000 + number,
});

/** What a consumer's target is to be: taking an event again changes nothing. Of the deliveries, two fail: one as a whole, one in its middle. */
class Target {
  readonly taken = new Map<string, ConsumedEvent>();
  readonly deliveries: string[][] = [];
  private readonly failing = new Set([3, 5]);

  take(events: readonly ConsumedEvent[]) {
    this.deliveries.push(events.map(({ key }) => key));
    const middle = events[Math.floor(events.length / 2)];
    const isFailing = this.failing.delete(this.deliveries.length);
    if (isFailing && this.failing.size > 0) throw new Error("the target is down");
    const failedFrom = isFailing ? middle : undefined;
    for (const one of events) {
      if (one.sequenceNumber === failedFrom?.sequenceNumber) break;
      if (!this.taken.has(one.key)) this.taken.set(one.key, one);
    }
    return failedFrom && { failedFrom };
  }
}

describe.each(contractServers())("a consumer behind the stream of a table on $name", (server) => {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await startContractWorld(server);
  });
  afterEach(() => world.proxy.reset());
  afterAll(() => world?.stop());

  // Dynalite has no streams.
  test.skipIf(server.name === "dynalite").each(["packed", "put"] as const)(
    "takes each event once over handovers, written %s, when deliveries fail in between",
    async (mode) => {
      const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } as const;
      const tableName = await world.newTable({ StreamSpecification });
      const streamId = world.newStreamId();
      const options = { tableName, streamId, mode, key: "id", compress: "gzip" } as const;
      for (const connection of numbers(0, 5)) {
        const sink = world.newSink(options);
        const from = 40 * connection + 1;
        world.proxy.faultNext("drop-reply");
        // The first 20 events are those that the connection before has received, too.
        for (const number of numbers(from, from + 59)) {
          await sink.write(event(number));
          if (number % 10 === 0) await sink.flush();
        }
        await sink.flush();
      }

      const target = new Target();
      const failures: string[] = [];
      const consumer = createConsumer({
        onEvents: (events) => target.take(events),
        onFailure: (error) => failures.push(error.message),
      });
      const stream = await TableStream.of(world.direct, world.clientConfig.endpoint, tableName);
      for (const records of await stream.records()) await deliver(records, consumer, 4);

      expect(failures).toHaveLength(2);
      const taken = [...target.taken.values()].toSorted((a, b) => Number(a.id) - Number(b.id));
      expect(taken.map(({ id, data, receivedAtMs }) => ({ id, data, receivedAtMs }))).toEqual(
        numbers(1, 260).map(event),
      );
      for (const keys of target.deliveries) expect(new Set(keys).size).toBe(keys.length);
      // What came again is what had failed, and what two connections have both packed.
      const again = target.deliveries.flat().length - 260;
      expect(again).toBeGreaterThan(0);
      expect(again).toBeLessThanOrEqual(mode === "packed" ? 100 + 80 : 8);
    },
  );
});
