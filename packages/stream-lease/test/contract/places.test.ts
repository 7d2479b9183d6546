import { contractServers } from "@unbounded-streams/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMemoryLeaseStore, type LeaseStore } from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { T0 } from "../support/leases.ts";
import { startWorld, type World } from "../support/world.ts";

const first = "#carrier/default/1";
const second = "#carrier/default/2";
const streamIds = ["a", "b", "c", "d", "e"];

let world: World;
let nowMs: number;

/** What an index has may be a while behind what was written. */
function eventually<Entry>(read: () => AsyncIterable<Entry>, expected: Entry[]): Promise<void> {
  return expect.poll(() => allOf(read())).toEqual(expected);
}

describe.each(contractServers())("on $name", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect);
  });
  afterAll(() => world?.stop());

  describe.each<{ kind: string; newStore: () => LeaseStore }>([
    { kind: "in DynamoDB", newStore: () => world.newStore() },
    { kind: "in memory", newStore: () => createMemoryLeaseStore({ now: () => nowMs }) },
  ])("in a store $kind", ({ newStore }) => {
    let store: LeaseStore;
    /** A fleet of each test's own. */
    let fleet: string;
    let carriers: readonly [string, string];
    let tests = 0;

    beforeEach(async () => {
      tests += 1;
      fleet = `fleet-${tests}`;
      carriers = [`#carrier/${fleet}/1`, `#carrier/${fleet}/2`];
      store = newStore();
      await passTo(T0);
    });

    async function passTo(ms: number): Promise<void> {
      nowMs = ms;
      world.nowMs = ms;
    }

    const idOf = (name: string) => `${fleet}-${name}`;

    async function begin(name: string): Promise<void> {
      await store.begin({ streamId: idOf(name), executionArn: "execution-1", waitingFor: fleet });
    }

    async function take(name: string, carrier: string, expectedEpoch = 1) {
      const streamId = idOf(name);
      const claimId = `request of ${carrier}`;
      const times = { handoverAtMs: nowMs + 500, expiresAtMs: nowMs + 1_000 };
      const claimed = await store.claim({ streamId, holder: "A", claimId, expectedEpoch, carrier, ...times });
      expect(claimed).toMatchObject({ ok: true });
      return { streamId, epoch: expectedEpoch + 1, claimId };
    }

    async function beginAll(): Promise<void> {
      for (const [index, name] of streamIds.entries()) {
        await passTo(T0 + index);
        await begin(name);
      }
    }

    const allWait = () =>
      streamIds.map((name, index) => ({ streamId: idOf(name), waitingSinceMs: T0 + index }));

    test("streams wait, the longest wait first, until a carrier takes them", async () => {
      await beginAll();
      await eventually(() => store.waiting(fleet), allWait());
      await take("a", carriers[0]);
      await take("c", carriers[1]);
      await take("e", carriers[0]);
      const waiting = allWait().filter(({ streamId }) => [idOf("b"), idOf("d")].includes(streamId));
      await eventually(() => store.waiting(fleet), waiting);
      await eventually(() => store.carried(carriers[0]), [idOf("a"), idOf("e")]);
      await eventually(() => store.carried(carriers[1]), [idOf("c")]);
    });

    test("a stream that is offered is found as such, and stays its carrier's until another takes it", async () => {
      await begin("a");
      const owner = await take("a", carriers[0]);
      await passTo(T0 + 7);
      await store.offer({ ...owner, fleet });
      const found = [{ streamId: idOf("a"), waitingSinceMs: T0 + 7 }];
      await eventually(() => store.waiting(fleet, { offered: true }), found);
      await eventually(() => store.waiting(fleet), []);
      await eventually(() => store.carried(carriers[0]), [idOf("a")]);
      await store.withdraw(owner);
      await eventually(() => store.waiting(fleet, { offered: true }), []);
      await store.offer({ ...owner, fleet });
      await take("a", carriers[1], 2);
      await eventually(() => store.waiting(fleet, { offered: true }), []);
      await eventually(() => store.carried(carriers[0]), []);
      await eventually(() => store.carried(carriers[1]), [idOf("a")]);
    });

    test("the streams of a dead carrier wait again, once they are released", async () => {
      await begin("a");
      await begin("b");
      await take("a", carriers[0]);
      await passTo(T0 + 900);
      await take("b", carriers[0]);
      await passTo(T0 + 1_001);
      for (const name of ["a", "b"]) {
        await store.release({ streamId: idOf(name), carrier: carriers[0], fleet });
      }
      await eventually(() => store.waiting(fleet), [{ streamId: idOf("a"), waitingSinceMs: T0 + 1_001 }]);
      await eventually(() => store.carried(carriers[0]), [idOf("b")]);
    });

    test("a stream that is over is in no index", async () => {
      await begin("a");
      await begin("b");
      const owner = await take("b", carriers[0]);
      await store.offer({ ...owner, fleet });
      await store.stop({ streamId: idOf("a") });
      await store.fail({ streamId: idOf("b"), executionArn: "execution-1", reason: "gone" });
      await eventually(() => store.waiting(fleet), []);
      await eventually(() => store.waiting(fleet, { offered: true }), []);
      await eventually(() => store.carried(carriers[0]), []);
    });

    test("all come, however many a page has, and whatever is taken meanwhile", async () => {
      await beginAll();
      await eventually(() => store.waiting(fleet), allWait());
      expect(await allOf(store.waiting(fleet, { limit: 2 }))).toEqual(allWait().slice(0, 2));
      const taken: string[] = [];
      for await (const { streamId } of store.waiting(fleet)) {
        await take(streamId.slice(fleet.length + 1), carriers[0]);
        taken.push(streamId);
      }
      expect(taken).toEqual(streamIds.map(idOf));
      const mine = streamIds.map(idOf);
      await eventually(() => store.carried(carriers[0], { pageSize: 2 }), mine);
      await eventually(() => store.carried(carriers[0], { pageSize: 5 }), mine);
    });

    test("a carrier's record is listed beside the streams, with what it reports", async () => {
      const streamId = carriers[0];
      await store.begin({ streamId, executionArn: "execution-1" });
      const times = { handoverAtMs: nowMs, expiresAtMs: nowMs };
      await store.claim({ streamId, holder: "A", claimId: "request-1", expectedEpoch: 1, ...times });
      await store.report({ streamId, epoch: 2, claimId: "request-1", seats: 3, room: 47 });
      const listed = (await allOf(store.list())).filter((lease) => lease.streamId === streamId);
      expect(listed).toMatchObject([{ status: "running", epoch: 2, seats: 3, room: 47 }]);
    });

    test("nothing is asked for that no carrier or fleet is called, nor without a page", () => {
      expect(() => store.carried("weather")).toThrow(/carrier is "weather"/);
      expect(() => store.waiting("a/b")).toThrow(/fleet is "a\/b"/);
      expect(() => store.carried(first, { pageSize: 0 })).toThrow(/carried cannot .* pageSize is 0/);
      expect(() => store.waiting("default", { limit: 0 })).toThrow(/waiting cannot .* limit is 0/);
    });
  });

  test("pages are read as they are needed, and again when they get lost", async () => {
    const store = world.newStore();
    const streams = [1, 2, 3].map((number) => `paged-${number}`);
    for (const streamId of streams) {
      await store.begin({ streamId, executionArn: "execution-1", waitingFor: "paged" });
      const times = { handoverAtMs: T0, expiresAtMs: T0 };
      const claim = { streamId, holder: "A", claimId: "request-1", expectedEpoch: 1, ...times };
      await store.claim({ ...claim, carrier: second });
    }
    await eventually(() => store.carried(second), streams);
    world.reset();
    world.proxy.faultNext(undefined, "drop-reply");
    const iterator = store.carried(second, { pageSize: 2 })[Symbol.asyncIterator]();
    expect(world.proxy.operations).toEqual([]);
    await iterator.next();
    await iterator.next();
    expect(world.proxy.operations).toEqual(["Query"]);
    expect(await iterator.next()).toMatchObject({ value: streams[2] });
    expect(world.proxy.operations).toEqual(["Query", "Query", "Query"]);
  });

  test("a signal ends the reading, and a refusal names the permission", async () => {
    const store = world.newStore();
    const aborted = allOf(store.waiting("default", { signal: AbortSignal.abort("done") }));
    await expect(aborted).rejects.toMatchObject({ code: "LEASE_ABORTED", cause: "done" });
    world.proxy.faultNext("deny");
    await expect(allOf(store.carried(first))).rejects.toThrow(
      /carried of #carrier\/default\/1 failed after 1 attempt.*dynamodb:Query/,
    );
  });
});
