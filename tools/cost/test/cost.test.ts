import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { costTable } from "../src/cost-table.ts";
import { eventWriteCost, monthlyCosts } from "../src/monthly-cost.ts";
import { PRICES } from "../src/prices.ts";

const README = fileURLToPath(new URL("../../../apps/cloud/README.md", import.meta.url));
const HOURS = 730;
const SECONDS = HOURS * 3_600;

describe("the monthly cost", () => {
  it("of the relay's function is that of 0.25 GB all month, and 2 s twice at each of 3,021 handovers", () => {
    const gbSeconds = 0.25 * (SECONDS + (SECONDS / 870) * 2);
    expect(monthlyCosts().relay.compute).toBeCloseTo(gbSeconds * 0.0000133334, 10);
    expect(monthlyCosts().relay.compute).toBeCloseTo(8.78, 2);
  });

  it("of the staggered design is that of two functions all month", () => {
    expect(monthlyCosts().staggered.compute).toBeCloseTo(2 * 0.25 * SECONDS * 0.0000133334, 10);
  });

  it("of the Fargate task is 7.21 for itself and 3.65 for its address", () => {
    expect(monthlyCosts().fargate.compute).toBeCloseTo(7.21 + 3.65, 2);
  });

  it("of the transitions is 7 for each connection of the relay, 2 for each staggered one", () => {
    expect(monthlyCosts().relay.transitions).toBeCloseTo(((SECONDS / 870) * 7 * 0.025) / 1_000, 10);
    expect(monthlyCosts().staggered.transitions).toBeCloseTo((((2 * SECONDS) / 900) * 2 * 0.025) / 1_000, 10);
  });

  it("of events is one write unit per started KB", () => {
    expect(eventWriteCost({ eventsPerSecond: 1, itemBytes: 1_024 })).toBeCloseTo(1.6425, 10);
    expect(eventWriteCost({ eventsPerSecond: 1, itemBytes: 1_025 })).toBeCloseTo(3.285, 10);
  });

  it("adds up", () => {
    for (const { total, ...parts } of Object.values(monthlyCosts())) {
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

describe("the README of apps/cloud", () => {
  it("has the table as it comes out now", async () => {
    const words = (text: string) => text.replaceAll(/-{3,}:?/g, "---").replaceAll(/\s+/g, " ");
    expect(words(await readFile(README, "utf8"))).toContain(words(costTable()));
  });
});
