import { describe, expect, it } from "vitest";
import type { Coverage } from "../../src/report/coverage.ts";
import { run } from "../start.ts";

const SHORT = ["--json", "--events", "240", "--rate", "25", "--lifetime", "5"];

/** What a client sees late, or early, of what the source does. */
const TOLERANCE_MS = 50;

function expectAgreement(byLedger: Coverage | null, atSource: Coverage | null | undefined): void {
  const [ledger, source] = [byLedger ?? ({} as Coverage), atSource ?? ({} as Coverage)];
  // A pause of a swap stands in the source's gaps only when it is longer than the source takes for it.
  expect(Math.abs(ledger.longestGapMs - source.longestGapMs)).toBeLessThanOrEqual(TOLERANCE_MS);
  expect(Math.abs(ledger.gapMs - source.gapMs)).toBeLessThanOrEqual(TOLERANCE_MS * Math.max(1, ledger.gaps));
  expect(ledger.gaps).toBe(source.gaps);
}

describe("the coverage of a run, by its ledger", () => {
  it("agrees with what the source has seen, also of staggered connections that were killed", async () => {
    const staggered = ["--strategy", "staggered", "--wait", "2", "--crash-rate", "0.5", "--seed", "3"];
    const { report } = await run(...staggered, ...SHORT);
    expect(report.connections.map(({ outcome }) => outcome)).toContain("crashed");
    expect(report.coverage?.gaps).toBeGreaterThan(0);
    expectAgreement(report.coverage, report.coverageAtSource);
  });

  it("agrees with it of a relay, killed and not", async () => {
    const { report } = await run("--crash-rate", "0.5", "--seed", "3", ...SHORT);
    expect(report.connections.map(({ outcome }) => outcome)).toContain("crashed");
    expectAgreement(report.coverage, report.coverageAtSource);
  });
});
