import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";
import { createMemoryLeaseStore } from "@unbounded-streams/stream-lease";
import { describe, expect, it, test } from "vitest";
import { LeaseHold } from "../../src/lease/lease-hold.ts";

const NOW = Date.UTC(2030, 0, 1);
const streamId = "s1";
const nothing = { received: 0, stored: 0, duplicates: 0 };

async function claimed(store: LeaseStore, holder: string, expectedEpoch: number): Promise<Lease> {
  const times = { handoverAtMs: NOW + 1_000, expiresAtMs: NOW + 9_000 };
  const result = await store.claim({ streamId, holder, claimId: `${holder}-1`, expectedEpoch, ...times });
  if (!result.ok) throw new Error(`the claim was lost: ${result.why}`);
  return result.lease;
}

async function setUp() {
  const store = createMemoryLeaseStore({ now: () => NOW });
  await store.begin({ streamId, executionArn: "execution-1" });
  const lease = await claimed(store, "A", 1);
  return { store, hold: new LeaseHold({ store, lease, claimId: "A-1" }) };
}

test("what a holder writes says since when its connection is up, as long as it is", async () => {
  const { store, hold } = await setUp();
  const notes = { follow: undefined, cursorless: 0 };
  await hold.confirm();
  expect(await store.read(streamId)).not.toHaveProperty("upSinceMs");
  hold.noteBy(() => ({ ...notes, upSinceMs: NOW - 10.4 }));
  await hold.confirm();
  const shown = { upSinceMs: NOW - 10, upUntilMs: NOW };
  expect(await store.read(streamId)).toMatchObject(shown);
  hold.noteBy(() => ({ ...notes, upSinceMs: undefined }));
  await hold.advance({ ...nothing, received: 1 }, undefined);
  expect(await store.read(streamId)).toMatchObject({ ...shown, counts: { received: 1 } });
  hold.noteBy(() => ({ ...notes, upSinceMs: NOW - 2 }));
  await hold.advance({ ...nothing, received: 2 }, undefined);
  expect(await store.read(streamId)).toMatchObject({ ...shown, upSinceMs: NOW - 2 });
});

describe("the standing of a holder", () => {
  it.each<[string, (store: LeaseStore) => Promise<unknown>, object]>([
    ["is its own at first", async () => undefined, { kind: "mine" }],
    [
      "is its own after its confirmation",
      (s) => s.confirm({ streamId, epoch: 2, claimId: "A-1" }),
      { kind: "mine" },
    ],
    [
      "is lost to a claim",
      (store) => claimed(store, "B", 2),
      { kind: "succeeded", connectedAtMs: undefined },
    ],
    [
      "is lost to a connection that is up",
      async (store) => {
        await claimed(store, "B", 2);
        await store.confirm({ streamId, epoch: 3, claimId: "B-1" });
      },
      { kind: "succeeded", connectedAtMs: expect.any(Number) },
    ],
    [
      "is lost to another claim of its own branch",
      (s) => claimed(s, "A", 2),
      { kind: "succeeded", connectedAtMs: undefined },
    ],
    ["is over after a stop", (store) => store.stop({ streamId }), { kind: "over", status: "stopped" }],
    [
      "is over after a failure of its execution",
      (store) => store.fail({ streamId, executionArn: "execution-1", reason: "broken" }),
      { kind: "over", status: "failed" },
    ],
    [
      "is over when the successor has met the end",
      async (store) => {
        await claimed(store, "B", 2);
        await store.finish({ streamId, epoch: 3, claimId: "B-1", status: "ended", counts: nothing });
      },
      { kind: "over", status: "ended" },
    ],
  ])("%s", async (_, happen, expected) => {
    const { store, hold } = await setUp();
    await happen(store);
    expect(await hold.look()).toEqual(expected);
    expect(await hold.confirm()).toEqual(expected);
    expect(await hold.advance(nothing, undefined)).toEqual(expected);
  });

  it("is over when the record is gone: whoever deletes it stops the stream", async () => {
    const elsewhere = createMemoryLeaseStore({ now: () => NOW });
    const { store } = await setUp();
    const lease = await store.read(streamId);
    if (lease === undefined) throw new Error("there must be a lease");
    const hold = new LeaseHold({ store: elsewhere, lease, claimId: "A-1" });
    expect(await hold.look()).toEqual({ kind: "over", status: "stopped" });
    expect(await hold.advance(nothing, "7")).toEqual({ kind: "over", status: "stopped" });
  });

  it("after a stop is over although its last counters and checkpoint are still taken", async () => {
    const { store, hold } = await setUp();
    await store.stop({ streamId, reason: "enough" });
    const counted = { received: 3, stored: 2, duplicates: 1 };
    expect(await hold.advance(counted, "7")).toEqual({ kind: "over", status: "stopped" });
    expect(await store.read(streamId)).toMatchObject({ status: "stopped", checkpoint: "7", counts: counted });
  });
});

describe("the counters of a holder", () => {
  it("are added to those that it found, absolutely, however often they are written", async () => {
    const { store, hold } = await setUp();
    await hold.advance({ received: 5, stored: 4, duplicates: 1 }, "5");
    const next = await claimed(store, "B", 2);
    const successor = new LeaseHold({ store, lease: next, claimId: "B-1" });
    expect(successor.checkpoint).toBe("5");
    await successor.advance({ received: 2, stored: 1, duplicates: 1 }, "7");
    await successor.advance({ received: 3, stored: 2, duplicates: 1 }, undefined);
    await hold.advance({ received: 90, stored: 90, duplicates: 0 }, "90");
    expect(await store.read(streamId)).toMatchObject({
      checkpoint: "7",
      counts: { received: 8, stored: 6, duplicates: 2 },
    });
  });

  it("are handed in once they are counted beside the successor, from what its claim has found", async () => {
    const { store, hold } = await setUp();
    await hold.advance({ received: 5, stored: 4, duplicates: 1 }, "5");
    const next = await claimed(store, "B", 2);
    await hold.tally({ received: 7, stored: 5, duplicates: 2 });
    expect((await store.read(streamId))?.late).toBeUndefined();
    await hold.look();
    await hold.tally({ received: 5, stored: 4, duplicates: 1 });
    expect((await store.read(streamId))?.talliedEpoch).toBeUndefined();
    await new LeaseHold({ store, lease: next, claimId: "B-1" }).advance(
      { received: 1, stored: 1, duplicates: 0 },
      "6",
    );
    await hold.tally({ received: 7, stored: 5, duplicates: 2 });
    await hold.tally({ received: 7, stored: 5, duplicates: 2 });
    expect(await store.read(streamId)).toMatchObject({
      checkpoint: "6",
      counts: { received: 8, stored: 6, duplicates: 2 },
      late: { received: 2, stored: 1, duplicates: 1 },
    });
  });

  it("are not handed in when a claim that did not find them is all that was seen", async () => {
    const { store, hold } = await setUp();
    await claimed(store, "B", 2);
    await claimed(store, "A", 3);
    await hold.look();
    await hold.tally({ received: 7, stored: 5, duplicates: 2 });
    expect((await store.read(streamId))?.counts).toEqual(nothing);
  });

  it("stand on the lease that has ended", async () => {
    const { store, hold } = await setUp();
    const end = { status: "ended", reason: "event:end" } as const;
    await hold.finish(end, { received: 1, stored: 1, duplicates: 0 }, "1");
    expect(await store.read(streamId)).toMatchObject({
      status: "ended",
      reason: "event:end",
      checkpoint: "1",
    });
  });
});
