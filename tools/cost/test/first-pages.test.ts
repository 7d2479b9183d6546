import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { monthlyCosts } from "../src/monthly-cost.ts";

const ROOT = new URL("../../../", import.meta.url);
const COUNTS = [1, 10, 50, 1_000];

const textOf = (page: string) => readFile(new URL(page, ROOT), "utf8");

function dollars(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

describe("the workspace's README", () => {
  it.each([
    ["a relay each", "relay"],
    ["a [fleet]", "fleet128"],
    ["a container on Fargate", "fargate"],
  ] as const)("says what %s costs now", async (name, design) => {
    const row = (await textOf("README.md")).split("\n").find((line) => line.startsWith(`| ${name}`)) ?? "";
    const told = row.split("|").map((cell) => cell.trim());
    expect(told.slice(2, -1)).toEqual(COUNTS.map((streams) => dollars(monthlyCosts(streams)[design].total)));
  });
});

describe("docs/start.md", () => {
  it("says what a stream, its function and a fleet of fifty cost now", async () => {
    const page = await textOf("docs/start.md");
    const { relay } = monthlyCosts(1);
    for (const amount of [relay.total, relay.compute, monthlyCosts(50).fleet128.total]) {
      expect(page).toContain(`$${dollars(amount)}`);
    }
  });
});
