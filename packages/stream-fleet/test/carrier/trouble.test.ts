import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { describe, expect, it } from "vitest";
import { Fleet, streamIds } from "../support/fleet.ts";

const MINUTE = 60_000;

describe("a table that does not answer", () => {
  it("ends nothing for minutes: what is held is read on, and then all goes on", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(10));
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    fleet.table.isDown = () => true;
    await fleet.clock.advance(5 * MINUTE);
    expect(fleet.connected).toHaveLength(10);
    expect(invocation.report ?? invocation.error).toBeUndefined();
    fleet.table.isDown = () => false;
    await fleet.admit("new");
    await fleet.clock.advance(10_000);
    expect(fleet.connected).toHaveLength(11);
    expect(fleet.readings.claims).toHaveLength(11);
  });

  it("keeps the carrier from resting, and from leaving too late", async () => {
    const fleet = new Fleet();
    await fleet.admit("a");
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    await fleet.store.stop({ streamId: "a" });
    fleet.table.isDown = (what) => what === "waiting" || what === "carried";
    await fleet.clock.advance(5 * MINUTE);
    expect(invocation.report).toBeUndefined();
    fleet.table.isDown = () => true;
    await fleet.clock.advance(9 * MINUTE);
    expect(invocation.report?.outcome).toBe("expired");
  });

  it("is asked again with pauses, also when it refuses at once", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(10));
    await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    fleet.table.refuses = () => true;
    const before = total(fleet.table.counts);
    await fleet.clock.advance(MINUTE);
    expect(total(fleet.table.counts) - before).toBeLessThan(150);
    expect(fleet.connected).toHaveLength(10);
  });

  it("without its indexes is an error of the carrier, as long as that holds nothing", async () => {
    const fleet = new Fleet();
    fleet.table.refuses = (what) => what === "carried";
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(1_000);
    expect(String(invocation.error)).toContain("carried");
  });

  it("that cannot be claimed from is an error of the carrier", async () => {
    const fleet = new Fleet();
    fleet.table.refuses = (what) => what === "claim";
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(1_000);
    expect(String(invocation.error)).toContain("claim");
  });
});

describe("a stream that fails", () => {
  it("is taken again with pauses that double up to five minutes, and leaves its neighbours alone", async () => {
    const fleet = new Fleet();
    await fleet.admit("bad", ...streamIds(5));
    fleet.behaviours.set("bad", { fails: { isFinal: false } });
    await fleet.invoke(1, { lifetimeMs: 3_600_000 });
    await fleet.clock.advance(30 * MINUTE);
    const tries = fleet.readings.claims.filter(({ streamId }) => streamId === "bad");
    const pauses = tries.slice(1).map(({ atMs }, index) => atMs - (tries[index]?.atMs ?? 0));
    expect(tries.length).toBeGreaterThan(10);
    expect(tries.length).toBeLessThan(20);
    expect(pauses.at(0)).toBeLessThan(3_500);
    expect(pauses.at(-1)).toBeGreaterThan(150_000);
    expect(pauses.at(-1)).toBeLessThanOrEqual(302_000);
    expect(fleet.connected).toHaveLength(5);
  });

  it("pauses as its lease says, also with an invocation that knows nothing of it yet", async () => {
    const fleet = new Fleet();
    await fleet.admit("bad");
    fleet.behaviours.set("bad", { fails: { isFinal: false } });
    await fleet.invoke(1);
    const tries = () => fleet.readings.claims.length;
    await fleet.clock.advance(5 * MINUTE);
    const before = tries();
    while (tries() === before) await fleet.clock.advance(500);
    await fleet.invoke(1, { holder: "B" });
    await fleet.clock.advance(MINUTE);
    expect(tries()).toBe(before + 1);
    await fleet.clock.advance(5 * MINUTE);
    expect(tries()).toBeGreaterThan(before + 1);
  });

  it.each([
    ["its claim cannot be made", { cannotClaim: true }],
    ["its seat cannot be started", undefined],
  ])("is tried with pauses when %s", async (_, behaviour) => {
    const fleet = new Fleet();
    await fleet.admit("bad");
    if (behaviour) fleet.behaviours.set("bad", behaviour);
    let calls = 0;
    const startSeat = () => {
      calls += 1;
      throw new Error("no memory");
    };
    await fleet.invoke(1, behaviour ? {} : { startSeat });
    await fleet.clock.advance(10 * MINUTE);
    const tries = behaviour ? fleet.readings.claims.length : calls;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(16);
  });

  it("whose lease cannot be read is asked for with pauses", async () => {
    const fleet = new Fleet();
    await fleet.admit("bad");
    await fleet.invoke(1);
    fleet.table.refuses = (what) => what === "read";
    const before = fleet.table.counts.read ?? 0;
    await fleet.clock.advance(10 * MINUTE);
    const ownLooks = (10 * MINUTE) / 4_000;
    const looksAtPeers = (10 * MINUTE) / 15_000;
    expect((fleet.table.counts.read ?? 0) - before).toBeLessThan(ownLooks + looksAtPeers + 20);
    expect(fleet.readings.claims).toEqual([]);
  });

  it("for good is marked as failed and let go", async () => {
    const fleet = new Fleet();
    await fleet.admit("bad");
    fleet.behaviours.set("bad", { fails: { isFinal: true } });
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(2 * MINUTE);
    expect(await fleet.store.read("bad")).toMatchObject({ status: "failed", reason: "bad cannot be read" });
    expect(fleet.readings.claims).toHaveLength(1);
    expect(invocation.report?.outcome).toBe("ended");
  });

  it("to come up keeps others waiting for 2 s each at most", async () => {
    const fleet = new Fleet();
    const ids = streamIds(20);
    for (const id of ids.slice(0, 10)) fleet.behaviours.set(id, { connectMs: "never" });
    await fleet.admit(...ids);
    await fleet.invoke(1);
    await fleet.clock.advance(5_500);
    expect(fleet.connected).toEqual(ids.slice(10));
  });
});

describe("a stream that is stopped", () => {
  it.each([0, 2_900])("is quiet within 5 s, with indexes that are %i ms late", async (indexLagMs) => {
    const fleet = new Fleet();
    fleet.table.indexLagMs = indexLagMs;
    await fleet.admit(...streamIds(3));
    await fleet.invoke(1);
    await fleet.clock.advance(MINUTE + 700);
    await fleet.store.stop({ streamId: "stream-002" });
    await fleet.clock.advance(5_000);
    expect(fleet.connected).toEqual(["stream-001", "stream-003"]);
    await fleet.clock.advance(MINUTE);
    expect(fleet.readings.claims).toHaveLength(3);
  });
});

describe("the carrier's own record", () => {
  it("stopped: the seats go to another carrier, without a gap", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(10));
    const first = await fleet.invoke(1);
    await fleet.invoke(2);
    await fleet.clock.advance(20_000);
    await fleet.store.stop({ streamId: carrierId("default", 1) });
    for (let step = 0; step < 400; step += 1) {
      await fleet.clock.advance(100);
      expect(fleet.connected).toHaveLength(10);
    }
    expect(first.report).toMatchObject({ outcome: "stopped", handedOver: 10 });
    expect(await fleet.carrierOf("stream-001")).toBe("#carrier/default/2");
  });

  it("stopped, and no other carrier is there: the seats go to its own next life", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(10));
    const first = await fleet.invoke(1);
    await fleet.clock.advance(20_000);
    await fleet.store.stop({ streamId: carrierId("default", 1) });
    await fleet.clock.advance(30_000);
    expect(fleet.starts).toHaveLength(1);
    expect(first.report).toMatchObject({ outcome: "stopped", handedOver: 10 });
    expect(fleet.connected).toHaveLength(10);
  });

  it("stopped while its only stream pauses: its next life takes that", async () => {
    const fleet = new Fleet();
    await fleet.admit("bad");
    fleet.behaviours.set("bad", { fails: { isFinal: false } });
    const first = await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    await fleet.store.stop({ streamId: carrierId("default", 1) });
    await fleet.clock.advance(20_000);
    expect(first.report?.outcome).toBe("stopped");
    expect(fleet.starts).toHaveLength(1);
    fleet.behaviours.clear();
    await fleet.clock.advance(5 * MINUTE);
    expect(fleet.connected).toEqual(["bad"]);
  });

  it("deleted: as stopped", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(3));
    const first = await fleet.invoke(1);
    await fleet.invoke(2);
    await fleet.clock.advance(20_000);
    fleet.table.deleted.add(carrierId("default", 1));
    await fleet.clock.advance(30_000);
    expect(first.report).toMatchObject({ outcome: "stopped", handedOver: 3 });
    expect(fleet.connected).toHaveLength(3);
  });
});

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

describe("a carrier with more streams of its own than it may take", () => {
  it("reports that it has no room, after its capacity was lowered and its invocation killed", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(10));
    const first = await fleet.invoke(1, { capacity: 10 });
    await fleet.clock.advance(20_000);
    first.kill();
    await fleet.invoke(1, { holder: "B", capacity: 4 });
    await fleet.clock.advance(30_000);
    const record = await fleet.store.read(carrierId("default", 1));
    expect(record).toMatchObject({ seats: 10, room: 0 });
    expect(record?.connectedAtMs).toBeDefined();
  });

  it("reports that it has no room while it has too much to do to take them", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(3));
    const first = await fleet.invoke(1);
    await fleet.clock.advance(20_000);
    first.kill();
    await fleet.invoke(1, { holder: "B", load: () => ({ utilization: 0.95, memory: 0.3 }) });
    await fleet.clock.advance(30_000);
    expect(await fleet.store.read(carrierId("default", 1))).toMatchObject({ seats: 3, room: 0 });
  });
});
