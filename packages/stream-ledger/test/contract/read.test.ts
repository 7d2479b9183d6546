import { contractServers } from "@unbounded-streams/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { momentOf } from "../../src/dynamodb/moment.ts";
import { createMemoryLedger, type Ledger, type ReadRequest } from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { openedOf, recordOf, T0 } from "../support/records.ts";
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
