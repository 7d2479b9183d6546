import { contractServers } from "@unbounded-streams/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leaseToItem } from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { heldLease, T0 } from "../support/leases.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;

describe.each(contractServers())("on $name, a table from before there were fleets", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect, {});
  });
  afterAll(() => world?.stop());

  test("works for streams of their own, from begin to end and again", async () => {
    const store = world.newStore();
    const streamId = "weather";
    const times = { handoverAtMs: T0 + 500, expiresAtMs: T0 + 1_000 };
    await store.begin({ streamId, executionArn: "execution-1" });
    for (const [turn, holder] of ["A", "B"].entries()) {
      const claim = { streamId, holder, claimId: `request-${turn}`, expectedEpoch: turn + 1, ...times };
      expect(await store.claim(claim)).toMatchObject({ ok: true, lease: { holder, epoch: turn + 2 } });
    }
    const owner = { streamId, epoch: 3, claimId: "request-1" };
    const counts = { received: 2, stored: 2, duplicates: 0 };
    await store.confirm(owner);
    await store.tally({ streamId, epoch: 2, counts });
    expect(await store.advance({ ...owner, counts, checkpoint: "id-2", failures: 0 })).toMatchObject({
      ok: true,
      lease: { checkpoint: "id-2", failures: 0 },
    });
    expect(await store.finish({ ...owner, counts, status: "ended" })).toMatchObject({ ok: true });
    const again = { streamId, executionArn: "execution-2", restart: true };
    expect(await store.begin(again)).toMatchObject({ ok: true, lease: { epoch: 4, checkpoint: "id-2" } });
    expect(await store.stop({ streamId })).toMatchObject({ ok: true });
    expect((await allOf(store.list())).map((lease) => lease.status)).toEqual(["stopped"]);
  });

  test("takes over a record that a holder wrote before, while it is held", async () => {
    const store = world.newStore();
    const before = leaseToItem({ ...heldLease, streamId: "older" });
    await world.replaceItem("older", before);
    const owner = { streamId: "older", epoch: 2, claimId: "request-1" };
    const counts = { received: 12, stored: 9, duplicates: 3 };
    const { lease } = await store.advance({ ...owner, counts, upSinceMs: T0 + 200 });
    expect(lease).toMatchObject({ upSinceMs: T0 + 200, upUntilMs: lease?.savedAtMs });
    const times = { handoverAtMs: T0 + 80_000, expiresAtMs: T0 + 90_000 };
    const claim = { streamId: "older", holder: "B", claimId: "request-2", expectedEpoch: 2, ...times };
    expect(await store.claim(claim)).toMatchObject({ ok: true, lease: { counts, epoch: 3 } });
    const written = Object.keys((await world.readItem("older")) ?? {});
    for (const name of ["carrier", "waiting", "waitingSince", "savedAt", "upSince", "upUntil"])
      expect(written).not.toContain(name);
  });

  test("cannot say what a carrier has, and what it lacks", async () => {
    const store = world.newStore();
    const lacking = /failed after 1 attempt.*streamsTable\(name, \{ fleet: true \}\)/;
    await expect(allOf(store.carried("#carrier/default/1"))).rejects.toThrow(lacking);
    await expect(allOf(store.waiting("default"))).rejects.toThrow(lacking);
  });
});
