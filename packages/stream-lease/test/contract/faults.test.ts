import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { contractServers, type Fault } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { leaseFromItem, leaseToItem } from "../../src/index.ts";
import { heldLease, T0 } from "../support/leases.ts";
import { SURVIVABLE } from "../support/survivable.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;

async function readLease(streamId: string) {
  const item = await world.readItem(streamId);
  return item && leaseFromItem(item);
}

function claimOf(streamId: string, claimId: string) {
  const times = { handoverAtMs: T0 + 80_000, expiresAtMs: T0 + 90_000 };
  return { streamId, holder: "B", claimId, expectedEpoch: 2, ...times };
}

/** The world's client, doing something before each GetItem. */
function interceptingReads(before: () => Promise<void>): DynamoDBClient {
  const { client } = world;
  const intercepting = Object.create(client) as DynamoDBClient;
  intercepting.send = (async (...args: Parameters<DynamoDBClient["send"]>) => {
    if (args[0].constructor.name === "GetItemCommand") await before();
    return client.send(...args);
  }) as DynamoDBClient["send"];
  return intercepting;
}
describe.each(contractServers())("on $name", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect);
  });
  afterEach(() => world.reset());
  afterAll(() => world?.stop());

  describe.each(SURVIVABLE)("after %s", (fault) => {
    test.each([true, false])("a claim is made once (item in the refusal: %s)", async (returnsItems) => {
      const { streamId } = await world.newHeldStream();
      world.returnsItems = returnsItems;
      world.proxy.faultNext(fault);
      const result = await world.newStore().claim(claimOf(streamId, "request-2"));
      expect(result).toMatchObject({ ok: true, lease: { claimId: "request-2", epoch: 3, connections: 2 } });
      expect(await readLease(streamId)).toEqual(result.lease);
    });

    test("counters count once", async () => {
      const { streamId, owner } = await world.newHeldStream();
      world.proxy.faultNext(fault, fault, fault);
      const counts = { received: 12, stored: 9, duplicates: 3 };
      const result = await world.newStore().advance({ ...owner, counts, checkpoint: "id-9" });
      expect(result).toMatchObject({ ok: true, lease: { counts, checkpoint: "id-9" } });
      expect(await readLease(streamId)).toEqual(result.lease);
    });

    test("a tally counts once", async () => {
      const { streamId, owner } = await world.newHeldStream();
      await world.newStore({ client: world.direct }).claim(claimOf(streamId, "request-2"));
      world.proxy.faultNext(fault, fault, fault);
      const counts = { received: 4, stored: 3, duplicates: 1 };
      const result = await world.newStore().tally({ streamId, epoch: owner.epoch, counts });
      const all = { received: 14, stored: 10, duplicates: 4 };
      expect(result).toMatchObject({ ok: true, lease: { counts: all, late: counts } });
      expect(await readLease(streamId)).toEqual(result.lease);
    });

    test("of several claims that expect one epoch, one is made", async () => {
      const { streamId } = await world.newHeldStream();
      const ids = ["request-2", "request-3", "request-4"];
      world.proxy.faultNext(fault, undefined, fault, fault);
      const results = await Promise.all(ids.map((id) => world.newStore().claim(claimOf(streamId, id))));
      const winners = results.filter(({ ok }) => ok);
      expect(winners).toHaveLength(1);
      expect(results.map(({ lease }) => lease)).toEqual(ids.map(() => winners[0]?.lease));
      expect(results.filter((result) => !result.ok).map(({ why }) => why)).toEqual(["fenced", "fenced"]);
    });
  });

  test("a failed condition answers by itself who won: one request, no reading", async () => {
    const { streamId } = await world.newHeldStream();
    const result = await world.newStore().claim({ ...claimOf(streamId, "request-2"), expectedEpoch: 1 });
    expect(result).toMatchObject({ ok: false, why: "fenced", lease: { holder: "A", claimId: "request-1" } });
    expect(world.proxy.operations).toEqual(["UpdateItem"]);
  });

  test("a server that sends no item is asked for it", async () => {
    const { streamId } = await world.newHeldStream();
    world.returnsItems = false;
    const result = await world.newStore().claim({ ...claimOf(streamId, "request-2"), expectedEpoch: 1 });
    expect(result).toMatchObject({ ok: false, why: "fenced", lease: { holder: "A" } });
    expect(world.proxy.operations).toEqual(["UpdateItem", "GetItem"]);
  });

  test("a claim that somebody overtakes while its reply is lost was won, and is lost again", async () => {
    const { streamId } = await world.newHeldStream();
    const winner = { ...claimOf(streamId, "request-3"), holder: "A", expectedEpoch: 3 };
    const store = world.newStore({
      system: {
        sleep: async () => {
          await world.newStore({ client: world.direct }).claim(winner);
        },
      },
    });
    world.proxy.faultNext("drop-reply");
    expect(await store.claim(claimOf(streamId, "request-2"))).toMatchObject({
      ok: false,
      why: "fenced",
      lease: { claimId: "request-3", epoch: 4, connections: 3 },
    });
  });

  describe("a request that arrives long after its caller gave up", () => {
    const givesUpAtOnce = { retry: { maxAttempts: 1 } };

    test("changes nothing when another claim came first", async () => {
      const { streamId } = await world.newHeldStream();
      world.proxy.faultNext("delay");
      await expect(world.newStore(givesUpAtOnce).claim(claimOf(streamId, "request-2"))).rejects.toThrow(
        /claim of stream .* failed after 1 attempt/,
      );
      const won = await world.newStore().claim(claimOf(streamId, "request-3"));
      await world.proxy.deliverDelayed();
      expect(won.ok).toBe(true);
      expect(await readLease(streamId)).toEqual(won.lease);
    });

    test("makes the claim when none came first, and any other that expected this epoch loses", async () => {
      const { streamId } = await world.newHeldStream();
      world.proxy.faultNext("delay");
      await expect(world.newStore(givesUpAtOnce).claim(claimOf(streamId, "request-2"))).rejects.toThrow();
      await world.proxy.deliverDelayed();
      expect(await world.newStore().claim(claimOf(streamId, "request-3"))).toMatchObject({
        ok: false,
        why: "fenced",
        lease: { claimId: "request-2", epoch: 3 },
      });
    });

    test("moves neither checkpoint nor counters back behind a later write of the same holder", async () => {
      const { streamId, owner } = await world.newHeldStream();
      world.proxy.faultNext("delay");
      const store = world.newStore();
      const early = { received: 12, stored: 9, duplicates: 3 };
      await store.advance({ ...owner, counts: early, checkpoint: "id-9" });
      const late = { received: 15, stored: 12, duplicates: 3 };
      const { lease } = await store.advance({ ...owner, counts: late, checkpoint: "id-12" });
      await world.proxy.deliverDelayed();
      expect(await readLease(streamId)).toEqual(lease);
      expect(lease).toMatchObject({ counts: late, checkpoint: "id-12" });
    });
  });

  test("a call that may wait for little makes no more requests than it says", async () => {
    const { streamId } = await world.newHeldStream();
    world.proxy.faultNext(...Array<Fault>(9).fill("fail"));
    const call = world.newStore().stop({ streamId }, { maxAttempts: 2 });
    await expect(call).rejects.toMatchObject({ code: "LEASE_REQUEST_FAILED", attempts: 2 });
    expect(world.proxy.operations).toEqual(["UpdateItem", "UpdateItem"]);
  });

  test("a table from before tallies works, from the next claim on", async () => {
    const { streamId, owner } = await world.newHeldStream();
    const store = world.newStore();
    const before = await store.claim(claimOf(streamId, "request-2"));
    const { takenOverEpoch, takenOverReceived, takenOverStored, takenOverDuplicates, ...item } =
      (await world.readItem(streamId)) ?? {};
    expect(takenOverEpoch).toEqual({ N: "2" });
    await world.replaceItem(streamId, item);
    expect((await store.read(streamId))?.takenOver).toBeUndefined();
    expect(await store.confirm({ ...owner, epoch: 3, claimId: "request-2" })).toMatchObject({ ok: true });
    const next = { ...claimOf(streamId, "request-3"), expectedEpoch: 3 };
    expect(await store.claim(next)).toMatchObject({
      ok: true,
      lease: { counts: before.lease?.counts, takenOver: { epoch: 3, counts: before.lease?.counts } },
    });
  });

  test("pauses grow exponentially with full jitter up to their cap", async () => {
    const { streamId } = await world.newHeldStream();
    const pauses: number[] = [];
    const store = world.newStore({
      retry: { maxAttempts: 6, baseDelayMs: 100, maxDelayMs: 500 },
      system: {
        random: () => 0.5,
        sleep: async (ms) => {
          pauses.push(ms);
        },
      },
    });
    world.proxy.faultNext("throttle", "fail", "throttle", "fail", "throttle");
    expect(await store.stop({ streamId })).toMatchObject({ ok: true });
    expect(pauses).toEqual([50, 100, 200, 250, 250]);
  });

  test("the attempts are the store's own: the SDK adds none, and stays as it is for others", async () => {
    const { streamId } = await world.newHeldStream();
    world.proxy.faultNext(...Array<Fault>(9).fill("fail"));
    const store = world.newStore({ retry: { maxAttempts: 3 } });
    await expect(store.read(streamId)).rejects.toMatchObject({
      code: "LEASE_REQUEST_FAILED",
      attempts: 3,
      cause: { name: "InternalServerError" },
    });
    expect(world.proxy.operations).toEqual(["GetItem", "GetItem", "GetItem"]);
    expect(world.client.middlewareStack.identify().join()).toContain("retryMiddleware");
  });

  test("a request without an answer is given up after attemptTimeoutMs and made again", async () => {
    const { streamId } = await world.newHeldStream();
    const deadlines: { ms: number; pass: () => void }[] = [];
    const after = (ms: number, pass: () => void) => {
      deadlines.push({ ms, pass });
      return () => undefined;
    };
    const store = world.newStore({ attemptTimeoutMs: 1_234, system: { after } });
    world.proxy.faultNext("silence");
    const claimed = store.claim(claimOf(streamId, "request-2"));
    await expect.poll(async () => (await readLease(streamId))?.epoch).toBe(3);
    expect(deadlines.map(({ ms }) => ms)).toEqual([1_234]);
    deadlines[0]?.pass();
    expect(await claimed).toMatchObject({ ok: true, lease: { epoch: 3, connections: 2 } });
  });

  test("the timeout holds with the real clock too", async () => {
    const { streamId } = await world.newHeldStream();
    world.proxy.faultNext("silence", "silence");
    const store = world.newStore({ attemptTimeoutMs: 20, retry: { maxAttempts: 2 } });
    await expect(store.read(streamId)).rejects.toMatchObject({
      attempts: 2,
      cause: { code: "ATTEMPT_TIMEOUT", message: expect.stringContaining("20 ms") },
    });
  });

  test("a record that changes between a refusal and its reading is tried again", async () => {
    const { streamId } = await world.newHeldStream();
    const { proxy } = world;
    world.returnsItems = false;
    // The first claim meets epoch 2 and fails; before it reads, the record is put back to where it would succeed.
    const store = world.newStore({ client: interceptingReads(() => restore()) });
    const restore = () => world.replaceItem(streamId, leaseToItem({ ...heldLease, streamId, epoch: 1 }));
    const result = await store.claim({ ...claimOf(streamId, "request-2"), expectedEpoch: 1 });
    expect(result).toMatchObject({ ok: true, lease: { claimId: "request-2", epoch: 2 } });
    expect(proxy.operations).toEqual(["UpdateItem", "GetItem", "UpdateItem"]);
  });
});
