import { contractServers } from "@unbounded-streams/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { momentOf } from "../../src/dynamodb/moment.ts";
import {
  type ConnectionRecord,
  createMemoryLedger,
  type Ledger,
  type ReadRequest,
  recordOfTold,
} from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { inferenceOf, openedOf, recordOf, T0 } from "../support/records.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;

const ledgers = [
  { kind: "the table", newLedger: () => world.newLedger() },
  { kind: "the memory", newLedger: () => createMemoryLedger() },
];

/** Connections one after the other, a second each. */
async function fill(ledger: Ledger, streamId: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const claimedAtMs = T0 + at * 1_000;
    const times = { claimedAtMs, connectedAtMs: claimedAtMs + 10, endedAtMs: claimedAtMs + 1_100 };
    await ledger.closed(recordOf({ streamId, epoch: at + 2, claimId: `request-${at}`, ...times }));
  }
}

function keyOf({ streamId, epoch, claimId, claimedAtMs }: ConnectionRecord) {
  return { streamId, epoch, claimId, claimedAtMs };
}

async function epochs(ledger: Ledger, request: ReadRequest & { pageSize?: number }): Promise<number[]> {
  return (await allOf(ledger.read(request))).map(({ epoch }) => epoch);
}

describe.each(contractServers())("on $name", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect);
  });
  afterAll(() => world?.stop());

  test.each(ledgers)(
    "records are read in the order of their claims, page after page, from $kind",
    async (row) => {
      const [ledger, streamId] = [row.newLedger(), world.newStreamId()];
      await fill(ledger, streamId, 7);
      expect(await epochs(ledger, { streamId, pageSize: 3 })).toEqual([2, 3, 4, 5, 6, 7, 8]);
      expect(await epochs(ledger, { streamId: "another" })).toEqual([]);
    },
  );

  test.each(ledgers)(
    "a time has the records claimed in it, after the last ones from before it, from $kind",
    async (row) => {
      const [ledger, streamId] = [row.newLedger(), world.newStreamId()];
      await fill(ledger, streamId, 20);
      const [sinceMs, untilMs] = [T0 + 17_050, T0 + 19_000];
      const before = Array.from({ length: 16 }, (_, at) => at + 4);
      expect(await epochs(ledger, { streamId, sinceMs, untilMs })).toEqual([...before, 20, 21]);
      expect(await epochs(ledger, { streamId, sinceMs: T0, untilMs: T0 })).toEqual([2]);
    },
  );

  test.each(ledgers)(
    "a page tells connections as they were said, and where the next one starts, from $kind",
    async (row) => {
      const [ledger, streamId] = [row.newLedger(), world.newStreamId()];
      await fill(ledger, streamId, 5);
      const first = await ledger.page({
        streamId,
        since: "2030-01-01T00:00:01Z",
        until: "2030-01-01",
        limit: 2,
      });
      expect(first.connections.map(({ epoch }) => epoch)).toEqual([3, 4]);
      const { connections, next } = await ledger.page({ streamId, next: first.next });
      expect([connections.map(({ epoch }) => epoch), next]).toEqual([[5, 6], undefined]);
      expect((await ledger.page({ streamId, until: "2029-12-31" })).connections).toEqual([]);
      expect((await ledger.page({ streamId, until: "2030-01-01T00:00:01Z" })).connections).toHaveLength(2);
      await expect(ledger.page({ streamId, since: "yesterday" })).rejects.toThrow("since is");
    },
  );

  test("the record of what is told is the record that is read", async () => {
    const [ledger, streamId] = [world.newLedger(), world.newStreamId()];
    const records = [2, 3, 4].map((epoch) => recordOf({ streamId, epoch, claimedAtMs: T0 + epoch }));
    const [closed = recordOf(), killed = recordOf(), unheard = recordOf()] = records;
    await ledger.closed(closed);
    await ledger.opened(openedOf(killed));
    await ledger.infer(inferenceOf({ ...keyOf(killed), by: "host" }));
    await ledger.infer(inferenceOf(keyOf(unheard)));
    const { connections } = await ledger.page({ streamId });
    expect(connections[1]).toMatchObject({ epoch: 3, inferredByHost: { outcome: "killed" } });
    expect(connections[2]).toEqual({ streamId, inferredBySuccessor: inferenceOf(keyOf(unheard)) });
    expect(connections.map(recordOfTold)).toEqual(await allOf(ledger.read({ streamId })));
  });

  test("connections of one moment are told apart", async () => {
    const [ledger, streamId] = [world.newLedger(), world.newStreamId()];
    for (const claimId of ["b", "a"]) await ledger.closed(recordOf({ streamId, epoch: 0, claimId }));
    const read = await allOf(ledger.read({ streamId }));
    expect(read.map(({ claimId }) => claimId)).toEqual(["a", "b"]);
    expect((await ledger.find(recordOf({ streamId, epoch: 0, claimId: "b" })))?.claimId).toBe("b");
  });

  test("a record expires by the table's time to live, counted from its last moment", async () => {
    const [ledger, streamId] = [world.newLedger({ ttlSeconds: 60 }), world.newStreamId()];
    const record = recordOf({ streamId, endedAtMs: T0 + 59_001 });
    await ledger.opened(openedOf(record));
    const key = { PK: { S: streamId }, SK: { S: momentOf(record) } };
    expect((await world.readItem(key))?.expiresAt).toEqual({ N: String(T0 / 1_000 + 60) });
    await ledger.closed(record);
    expect(await world.readItem(key)).toMatchObject({ expiresAt: { N: String(T0 / 1_000 + 120) } });
    expect(Object.keys((await world.readItem(key)) ?? {}).sort()).toEqual([
      "PK",
      "SK",
      "closed",
      "expiresAt",
    ]);
  });
});
