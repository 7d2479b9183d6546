import { describe, expect, it } from "vitest";
import { seatBounds } from "../../src/carrier/seat-bounds.ts";

const MIB = 1024 * 1024;

describe("the bounds of a carrier's seats", () => {
  it("are those of a stream that is alone, when one is", () => {
    expect(seatBounds(128 * MIB, 1)).toEqual({
      sharedBytes: 8 * MIB,
      maxFrameBytes: 4 * MIB,
      rememberKeys: 10_000,
      overlapKeys: 16_777,
      comparedEvents: 500,
    });
  });

  it.each([
    [128, 50],
    [256, 100],
    [1_024, 500],
  ])("leave half of the memory of %i MiB alone, with %i seats that use all they may", (mib, seats) => {
    const memoryBytes = mib * MIB;
    const bounds = seatBounds(memoryBytes, seats);
    const keys = seats * (bounds.rememberKeys * 150 + bounds.overlapKeys * 250);
    const text = seats * bounds.comparedEvents * 4_096;
    const all = bounds.sharedBytes + keys + text + seats * bounds.maxFrameBytes;
    expect(all).toBeLessThanOrEqual(memoryBytes / 2);
  });

  it("let each seat have what it cannot do without, however many there are", () => {
    expect(seatBounds(128 * MIB, 500)).toMatchObject({ maxFrameBytes: 512 * 1024, comparedEvents: 16 });
  });
});
