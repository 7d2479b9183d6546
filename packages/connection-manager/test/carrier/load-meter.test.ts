import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { LoadMeter } from "../../src/carrier/load-meter.ts";

/** A process whose time, and use of its machine, a test owns. */
function owned({
  memoryBytes = 100,
  startBytes = 0,
}: {
  memoryBytes?: number | "unknown";
  startBytes?: number;
} = {}) {
  const at = { nowMs: 0, activeMs: 0, bytes: 10, neededBytes: Number.POSITIVE_INFINITY, collections: 0 };
  const usage = { activeMs: () => at.activeMs, residentBytes: () => at.bytes };
  const meter = new LoadMeter({
    memoryBytes: memoryBytes === "unknown" ? undefined : memoryBytes,
    startBytes,
    usage,
    collectGarbage: async () => {
      at.collections += 1;
      await Promise.resolve();
      at.bytes = Math.min(at.bytes, at.neededBytes);
    },
    system: { now: () => at.nowMs },
  });
  return {
    at,
    meter,
    /** The load after a while, once what was asked for before is done; what this look asks for is done then, too. */
    async later(ms: number) {
      await nextTurn();
      at.nowMs += ms;
      const load = meter.load();
      await nextTurn();
      return load;
    },
    /** Looks at the load every two seconds, while the process is busy for this share of the time. */
    pass(seconds: number, busy: number) {
      for (let passed = 0; passed < seconds; passed += 2) {
        at.nowMs += 2_000;
        at.activeMs += 2_000 * busy;
        meter.load();
      }
      return meter.load();
    },
  };
}

describe("a carrier's load", () => {
  it("is the utilization of the last 30 s, to which a busy start adds little by little", () => {
    const { pass } = owned();
    expect(pass(6, 1).utilization).toBeCloseTo(0.2);
    expect(pass(24, 1).utilization).toBeCloseTo(1);
    expect(pass(16, 0).utilization).toBeCloseTo(0.5, 1);
    expect(pass(16, 0).utilization).toBe(0);
  });

  it("is measured over what has passed when nobody has looked for long", () => {
    const { at, meter } = owned();
    at.nowMs = 60_000;
    at.activeMs = 30_000;
    expect(meter.load().utilization).toBeCloseTo(0.5);
  });

  it("has more memory at once, and less when that has lasted", () => {
    const { at, pass, meter } = owned();
    expect(pass(30, 0).memory).toBeCloseTo(0.1);
    at.bytes = 80;
    expect(meter.load().memory).toBe(0.8);
    pass(30, 0);
    at.bytes = 10;
    expect(pass(2, 0).memory).toBeGreaterThan(0.6);
    expect(pass(40, 0).memory).toBeCloseTo(0.1);
  });

  it("is a share of the memory that the start has left: a small function is not full before it holds a stream", () => {
    const { at, meter } = owned({ startBytes: 60 });
    expect(meter.load().memory).toBe(0);
    at.bytes = 80;
    expect(meter.load().memory).toBe(0.5);
    expect(owned({ startBytes: 100 }).meter.load().memory).toBe(1);
  });

  it("is not what nothing needs any more: a stream is not refused for garbage, however long that has lain there", async () => {
    const { at, pass, later } = owned();
    at.neededBytes = 30;
    at.bytes = 95;
    expect(pass(30, 0).memory).toBe(0.95);
    expect((await later(2_000)).memory).toBeCloseTo(0.3);
  });

  it("is what is needed: that is asked once a minute while it is much, and every 10 s while it is not", async () => {
    const { at, later } = owned();
    at.bytes = 80;
    for (let passedMs = 0; passedMs < 60_000; passedMs += 2_000) {
      expect((await later(2_000)).memory).toBe(0.8);
    }
    expect(at.collections).toBe(1);
    at.neededBytes = 30;
    await later(2_000);
    for (let passedMs = 0; passedMs < 60_000; passedMs += 2_000) {
      at.bytes = 66;
      await later(2_000);
    }
    expect(at.collections).toBe(8);
  });

  it("has none of a memory that nobody knows the size of", () => {
    const { meter } = owned({ memoryBytes: "unknown" });
    expect(meter.load()).toEqual({ utilization: 0, memory: 0 });
  });

  it("asks nothing while there is enough, or of a memory that nobody knows the size of", async () => {
    const enough = owned();
    enough.at.bytes = 65;
    await enough.later(2_000);
    expect(enough.at.collections).toBe(0);
    const unknown = owned({ memoryBytes: "unknown" });
    await unknown.later(2_000);
    expect(unknown.at.collections).toBe(0);
  });
});
