import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CARRIER, SEAT } from "../src/assumptions.ts";
import { costTable } from "../src/cost-table.ts";
import { STREAMS_PER_TASK } from "../src/designs/fargate.ts";
import { eventWriteCost, packedWriteCost, recordedWriteCosts } from "../src/event-writes.ts";
import { monthlyCosts } from "../src/monthly-cost.ts";
import { PRICES } from "../src/prices.ts";

const PAGES = ["apps/cloud/README.md", "docs/operations/costs.md"];
const HOURS = 730;
const SECONDS = HOURS * 3_600;

describe("the monthly cost", () => {
  it("of a relay's function is that of 0.25 GB all month, and 2 s twice at each of 3,021 handovers", () => {
    const gbSeconds = 0.25 * (SECONDS + (SECONDS / 870) * 2);
    expect(monthlyCosts(1).relay.compute).toBeCloseTo(gbSeconds * 0.0000133334, 10);
    expect(monthlyCosts(1).relay.compute).toBeCloseTo(8.78, 2);
  });

  it("of relays is that of one for each stream, and of one that watches them", () => {
    const { metrics, alarms, total } = monthlyCosts(1).relay;
    const watching = metrics + alarms;
    expect(monthlyCosts(10).relay.total).toBeCloseTo(10 * (total - watching) + watching, 10);
  });

  it("of a fleet grows by a function with each 50 streams, or 100 in one of twice the size", () => {
    const one = 0.125 * (SECONDS + (SECONDS / 870) * CARRIER.overlapSeconds) * 0.0000133334;
    for (const [streams, carriers] of [
      [1, 1],
      [50, 1],
      [51, 2],
      [1_000, 20],
    ] as const) {
      expect(monthlyCosts(streams).fleet128.compute).toBeCloseTo(carriers * one, 10);
    }
    expect(monthlyCosts(100).fleet256.compute).toBeCloseTo(2 * one, 10);
    expect(monthlyCosts(101).fleet256.compute).toBeCloseTo(4 * one, 10);
  });

  it("of a stream of a fleet is under 25 cents with 50 streams in a function of 128 MB, everything counted, the ledger too", () => {
    expect(monthlyCosts(50).fleet128.total / 50).toBeLessThan(0.25);
  });

  it("of a fleet's looks grows with the pages of its index: 100 seats of a carrier are two", () => {
    const [fifty, hundred] = [monthlyCosts(50).fleet256.leaseReads, monthlyCosts(100).fleet256.leaseReads];
    const page = ((SECONDS + (SECONDS / 870) * CARRIER.overlapSeconds) / 2) * 0.5 * 0.000000125;
    const seats = 50 * (SECONDS / 870) * SEAT.readUnitsPerConnection * 0.000000125;
    expect(hundred - fifty).toBeCloseTo(page + seats, 10);
  });

  it("of a fleet's looks is what the fleet itself says that they cost: 31 cents for a carrier with one stream", () => {
    expect(monthlyCosts(1).fleet128.leaseReads).toBeCloseTo(0.31, 1);
  });

  it("of the ledger is less than a cent for a stream: two writes for each connection, and a read", () => {
    expect(monthlyCosts(1).relay.ledger).toBeCloseTo((SECONDS / 870) * (2 * 0.000000625 + 0.000000125), 10);
    expect(monthlyCosts(1).relay.ledger).toBeLessThan(0.01);
    expect(monthlyCosts(50).fleet128.ledger).toBeCloseTo(50 * monthlyCosts(1).relay.ledger, 10);
  });

  it("of the staggered design is that of two functions all month", () => {
    expect(monthlyCosts(1).staggered.compute).toBeCloseTo(2 * 0.25 * SECONDS * 0.0000133334, 10);
  });

  it("of a Fargate task is 7.21 for itself and 3.65 for its address; it carries 172 streams", () => {
    expect(STREAMS_PER_TASK).toBe(172);
    expect(monthlyCosts(172).fargate.compute).toBeCloseTo(7.21 + 3.65, 2);
    expect(monthlyCosts(173).fargate.compute).toBeCloseTo(2 * (7.21 + 3.65), 1);
  });

  it("of the transitions is 8 for each connection of the relay, 2 for each staggered one", () => {
    expect(monthlyCosts(1).relay.transitions).toBeCloseTo(((SECONDS / 870) * 8 * 0.025) / 1_000, 10);
    expect(monthlyCosts(1).staggered.transitions).toBeCloseTo(
      (((2 * SECONDS) / 900) * 2 * 0.025) / 1_000,
      10,
    );
  });

  it("of events is one write unit per started KB", () => {
    expect(eventWriteCost({ eventsPerSecond: 1, itemBytes: 1_024 })).toBeCloseTo(1.6425, 10);
    expect(eventWriteCost({ eventsPerSecond: 1, itemBytes: 1_025 })).toBeCloseTo(3.285, 10);
  });

  it("of packed events is a unit for each segment at least, and less with each that shares it", () => {
    const alone = { eventsPerSecond: 1, itemBytes: 100 };
    expect(packedWriteCost(alone, 1_000)).toBeCloseTo(1.6425, 10);
    expect(packedWriteCost(alone, 5_000)).toBeCloseTo(1.6425 / 5, 10);
    const rare = { eventsPerSecond: 0.1, itemBytes: 1_000 };
    expect(packedWriteCost(rare, 5_000)).toBeLessThanOrEqual(eventWriteCost(rare));
    const busy = { eventsPerSecond: 30, itemBytes: 1_100 };
    expect(packedWriteCost(busy, 1_000)).toBeLessThan(packedWriteCost({ ...busy, itemBytes: 2_200 }, 1_000));
    expect(packedWriteCost(busy, 5_000)).toBeLessThan(packedWriteCost(busy, 1_000));
  });

  it("of the recorded events is a ninth when they are packed, and of none nothing", () => {
    const { single, compressed, packed } = recordedWriteCosts(30);
    expect(single).toBeCloseTo(1.68 * 30 * SECONDS * 0.000000625, 10);
    expect(compressed / single).toBeCloseTo(1 / 1.68, 10);
    expect(single / (packed[0] ?? 0)).toBeGreaterThan(9);
    expect(recordedWriteCosts(0)).toEqual({ single: 0, compressed: 0, packed: [0, 0] });
  });

  it("adds up", () => {
    for (const { total, ...parts } of Object.values(monthlyCosts(50))) {
      expect(Object.values(parts).reduce((sum, part) => sum + part)).toBeCloseTo(total, 10);
    }
  });
});

describe("the prices", () => {
  it("are dated, and each says where it is from", () => {
    expect(PRICES.takenOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { usd, source } of Object.values(PRICES.prices)) {
      expect(usd).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    }
  });
});

describe("the pages with the tables", () => {
  it.each(PAGES)("have them as they come out now: %s", async (page) => {
    const words = (text: string) => text.replaceAll(/-{3,}:?/g, "---").replaceAll(/\s+/g, " ");
    const path = fileURLToPath(new URL(`../../../${page}`, import.meta.url));
    expect(words(await readFile(path, "utf8"))).toContain(words(costTable()));
  });
});
