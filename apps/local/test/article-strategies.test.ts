import { describe, expect, it } from "vitest";
import { expectComplete, run } from "./start.ts";

const SHORT = ["--json", "--events", "240", "--rate", "25", "--lifetime", "5", "--wait", "2"];
const STAGGERED = ["--strategy", "staggered", ...SHORT];

describe("the article's strategies", () => {
  it("carries a stream through staggered connections of an exclusive source without a gap or a loss", async () => {
    const finished = await run(...STAGGERED, "--events", "400");
    expectComplete(finished, 400);
    const { connections, coverageAtSource } = finished.report;
    expect(coverageAtSource).toMatchObject({ gaps: 0, gapMs: 0, longestGapMs: 0 });
    expect(connections.length).toBeGreaterThanOrEqual(4);
    expect(new Set(connections.map(({ branch }) => branch))).toEqual(new Set(["A", "B"]));
    expect(connections.map(({ outcome }) => outcome)).toContain("interrupted");
    expect(connections.at(-1)?.outcome).toBe("ended");
    const times = connections.map(({ startedAt, connectedAt, endedAt }) => [
      startedAt,
      connectedAt ?? startedAt,
      endedAt,
    ]);
    for (const moments of times) expect(moments).toEqual(moments.toSorted());
  });

  it.each(["retry-on-timeout", "staggered-joined"])("shows the gaps of %s", async (strategy) => {
    const { report, code } = await run("--strategy", strategy, ...SHORT);
    expect(report.execution.status).toBe("SUCCEEDED");
    expect(report.coverage?.gaps).toBeGreaterThan(0);
    expect(report.connections.map(({ outcome }) => outcome)).toContain("timed-out");
    expect(report.events.lost).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it("stores no event twice when the source sends events twice", async () => {
    const finished = await run("--source-duplicates", "0.5", ...STAGGERED);
    expectComplete(finished, 240);
    expect(finished.report.events.duplicatesReceived).toBeGreaterThan(0);
  });
});
