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
  const at = { nowMs: 0, activeMs: 0, bytes: 10 };
  const usage = { activeMs: () => at.activeMs, residentBytes: () => at.bytes };
  const meter = new LoadMeter({
    memoryBytes: memoryBytes === "unknown" ? undefined : memoryBytes,
    startBytes,
    usage,
    system: { now: () => at.nowMs },
  });
  return {
    at,
    meter,
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

  it("has none of a memory that nobody knows the size of", () => {
    const { meter } = owned({ memoryBytes: "unknown" });
    expect(meter.load()).toEqual({ utilization: 0, memory: 0 });
  });
});
