import { describe, expect, it } from "vitest";
import { InvalidOptionsError } from "../../src/index.ts";
import { Fleet, streamIds } from "../support/fleet.ts";

const MINUTE = 60_000;

describe("growing", () => {
  it("starts carriers for the streams that wait, each once", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(120));
    await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    expect(fleet.connected).toHaveLength(120);
    expect(fleet.starts.map(([number]) => number)).toEqual([2, 3]);
  });

  it("starts the next one as soon as the last one that came is full", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(14));
    await fleet.invoke(1, { capacity: 5 });
    fleet.onStart = async (number) => void fleet.invoke(number, { capacity: 5 });
    await fleet.clock.advance(12_000);
    expect(fleet.starts.map(([number]) => number)).toEqual([2, 3]);
    expect(fleet.connected).toHaveLength(14);
  });

  it("is quick when the first carrier has just become full: others do not wait for its room", async () => {
    const fleet = new Fleet();
    await fleet.invoke(1, { capacity: 5 });
    fleet.onStart = async (number) => void fleet.invoke(number, { capacity: 5 });
    await fleet.admit(...streamIds(1));
    await fleet.clock.advance(4_000);
    expect(await fleet.store.read("#carrier/default/1")).toMatchObject({ seats: 1, room: 4 });
    await fleet.admit(...streamIds(7).slice(1));
    await fleet.clock.advance(6_000);
    expect(await fleet.store.read("#carrier/default/1")).toMatchObject({ seats: 5, room: 0 });
    expect(fleet.connected).toHaveLength(7);
  });

  it("says when no more carriers may be started", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(7));
    const invocation = await fleet.invoke(1, { capacity: 5, maxCarriers: 1 });
    await fleet.clock.advance(2 * MINUTE);
    expect(fleet.starts).toEqual([]);
    const [, latest] = invocation.metrics;
    expect(latest).toMatchObject({ seats: 5, waitingStreams: 2, carriersAtCap: 1, carrierLoad: 30 });
    expect(latest?.oldestWaitSeconds).toBeCloseTo(120, -1);
  });

  it("tries a start that fails again after a while, not each round", async () => {
    const fleet = new Fleet();
    let tries = 0;
    fleet.onStart = async () => {
      tries += 1;
      throw new Error("throttled");
    };
    await fleet.admit(...streamIds(7));
    await fleet.invoke(1, { capacity: 5 });
    await fleet.clock.advance(2 * MINUTE);
    expect(tries).toBeGreaterThan(4);
    expect(tries).toBeLessThanOrEqual(9);
  });

  it("starts a carrier again that has never come", async () => {
    const fleet = new Fleet();
    fleet.onStart = async () => undefined;
    await fleet.admit(...streamIds(7));
    await fleet.invoke(1, { capacity: 5 });
    await fleet.clock.advance(2 * MINUTE);
    expect(fleet.starts.length).toBeGreaterThan(1);
    expect(fleet.starts.length).toBeLessThan(6);
  });

  it("passes the loudest seat on when there is too much to do", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(4));
    const first = await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    fleet.load = { utilization: 0.95, memory: 0.3 };
    fleet.onStart = async (number) =>
      void fleet.invoke(number, { load: () => ({ utilization: 0.1, memory: 0.1 }) });
    await fleet.clock.advance(20_000);
    expect(fleet.starts.map(([number]) => number)).toEqual([2]);
    expect(fleet.connected).toHaveLength(4);
    const carriers = await Promise.all(streamIds(4).map((id) => fleet.carrierOf(id)));
    expect(carriers.filter((carrier) => carrier === "#carrier/default/2")).toHaveLength(1);
    await fleet.clock.advance(10 * MINUTE);
    expect(first.report).toBeUndefined();
    expect(await fleet.store.read("#carrier/default/1")).toMatchObject({ seats: 1, room: 0 });
  });
});

describe("shrinking", () => {
  it("the highest hands its seats over when the others have room, and ends", async () => {
    const fleet = new Fleet();
    const ids = streamIds(20);
    await fleet.admit(...ids);
    await fleet.invoke(1, { capacity: 15, lifetimeMs: 3_600_000 });
    fleet.onStart = async (number) => void fleet.invoke(number, { capacity: 15, lifetimeMs: 3_600_000 });
    await fleet.clock.advance(MINUTE);
    for (const streamId of ids.slice(0, 8)) await fleet.store.stop({ streamId });
    await fleet.clock.advance(5 * MINUTE);
    const second = fleet.invocations[1];
    expect(second?.report).toBeUndefined();
    for (let step = 0; step < 200; step += 1) {
      await fleet.clock.advance(500);
      expect(fleet.connected).toHaveLength(12);
    }
    expect(second?.report).toMatchObject({ outcome: "ended", handedOver: 5 });
    expect(fleet.starts).toHaveLength(1);
  });
});

describe("packing", () => {
  it("a carrier that has just been started leaves streams to lower ones whose records it has not read yet", async () => {
    const fleet = new Fleet();
    await fleet.invoke(1, { lifetimeMs: 3_600_000 });
    await fleet.admit("early");
    await fleet.clock.advance(10_000);
    await fleet.admit("late");
    await fleet.invoke(2);
    await fleet.clock.advance(3_000);
    expect(await fleet.carrierOf("late")).toBe("#carrier/default/1");
  });

  it("what a carrier that goes cannot read is left to others, so that it does not stay for that alone", async () => {
    const fleet = new Fleet();
    const ids = streamIds(6);
    const options = { capacity: 5, lifetimeMs: 3_600_000 };
    fleet.onStart = async (number) => void fleet.invoke(number, options);
    await fleet.admit(...ids);
    await fleet.clock.advance(1_000);
    await fleet.admit("bad");
    fleet.behaviours.set("bad", { fails: { isFinal: false } });
    await fleet.invoke(1, options);
    await fleet.clock.advance(MINUTE);
    expect(await fleet.carrierOf("bad")).toBe("#carrier/default/2");
    for (const streamId of ids.slice(0, 4)) await fleet.store.stop({ streamId });
    await fleet.clock.advance(25 * MINUTE);
    expect(fleet.invocations[1]?.report?.outcome).toBe("ended");
    expect(await fleet.carrierOf("bad")).toBe("#carrier/default/1");
  });
});

describe("resting", () => {
  it("ends when no stream has been there for 30 s", async () => {
    const fleet = new Fleet();
    await fleet.admit("a");
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    await fleet.store.stop({ streamId: "a" });
    await fleet.clock.advance(29_000);
    expect(invocation.report).toBeUndefined();
    await fleet.clock.advance(10_000);
    expect(invocation.report).toMatchObject({ outcome: "ended", streamsOver: 1 });
    expect((await fleet.store.read("#carrier/default/1"))?.status).toBe("ended");
  });

  it("does not end when the table has a stream that the index does not show yet", async () => {
    const fleet = new Fleet();
    fleet.table.indexLagMs = 40_000;
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(20_000);
    await fleet.admit("a");
    await fleet.clock.advance(25_000);
    expect(invocation.report).toBeUndefined();
    await fleet.clock.advance(30_000);
    expect(fleet.connected).toEqual(["a"]);
  });

  it("does not end while a carrier is dead whose claims have not expired yet: somebody must release its streams", async () => {
    const fleet = new Fleet();
    await fleet.admit("a");
    const killed = await fleet.invoke(2, { lifetimeMs: 300_000 });
    await fleet.clock.advance(10_000);
    const invocation = await fleet.invoke(1, { lifetimeMs: 3_600_000 });
    killed.kill();
    await fleet.store.fail({
      streamId: "#carrier/default/2",
      executionArn: (await fleet.store.read("#carrier/default/2"))?.executionArn ?? "",
      reason: "its execution has failed",
    });
    await fleet.clock.advance(3 * MINUTE);
    expect(invocation.report).toBeUndefined();
    await fleet.clock.advance(4 * MINUTE);
    expect(fleet.connected).toEqual(["a"]);
  });

  it("leaves alone what is no stream of its fleet", async () => {
    const fleet = new Fleet();
    await fleet.store.begin({ streamId: "relay", executionArn: "x" });
    await fleet.store.begin({ streamId: "other", executionArn: "y", waitingFor: "other-fleet" });
    const invocation = await fleet.invoke(1);
    await fleet.clock.advance(MINUTE);
    expect(invocation.report?.outcome).toBe("ended");
    expect(fleet.readings.claims).toEqual([]);
  });
});

describe("repair", () => {
  it("takes the streams of a carrier that was killed and never came back", async () => {
    const fleet = new Fleet();
    await fleet.admit(...streamIds(6));
    const killed = await fleet.invoke(2, { lifetimeMs: 300_000 });
    await fleet.clock.advance(MINUTE);
    expect(fleet.connected).toHaveLength(6);
    await fleet.admit("other");
    await fleet.invoke(1, { lifetimeMs: 3_600_000 });
    killed.kill();
    await fleet.clock.advance(6 * MINUTE);
    const carriers = await Promise.all(streamIds(6).map((id) => fleet.carrierOf(id)));
    expect(new Set(carriers)).toEqual(new Set(["#carrier/default/1"]));
    expect((await fleet.store.read("#carrier/default/2"))?.status).toBe("failed");
  });

  it("looks once for streams of carriers that are not there, and then no more", async () => {
    const fleet = new Fleet();
    await fleet.admit("a");
    await fleet.invoke(1, { lifetimeMs: 3_600_000 });
    await fleet.clock.advance(5 * MINUTE);
    const before = fleet.table.counts.carried ?? 0;
    await fleet.clock.advance(10 * MINUTE);
    expect((fleet.table.counts.carried ?? 0) - before).toBe(300);
  });
});

it("refuses options that no carrier can run with", async () => {
  const fleet = new Fleet();
  const invocation = await fleet.invoke(1, { capacity: 0, maxCarriers: 2_000, takesAtOnce: 1.5 });
  await expect(invocation.done).rejects.toThrow(InvalidOptionsError);
  await expect(invocation.done).rejects.toThrow(
    "runCarrier cannot work with these options: capacity is 0: give a whole number, 1 to 500; maxCarriers is 2000: give a whole number, 1 to 1000; takesAtOnce is 1.5: give a whole number, 1 to 500",
  );
});

it("refuses options that it does not have, with the nearest that it has", async () => {
  const fleet = new Fleet();
  const options: object = { maxCarrier: 3, streams: 5 };
  await expect((await fleet.invoke(1, options)).done).rejects.toThrow(
    expect.objectContaining({
      code: "INVALID_OPTIONS",
      issues: ["maxCarrier is no option: did you mean maxCarriers?", "streams is no option"],
    }),
  );
});
