import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Coverage } from "../../src/report/coverage.ts";
import { run } from "../start.ts";

const SHORT = ["--json", "--events", "240", "--rate", "25", "--lifetime", "5"];

/** What a client sees late, or early, of what the source does. */
const TOLERANCE_MS = 50;

/** How late the machine is with what it has to do: this process waits, so what keeps it waiting keeps the others, too. */
let lateness: ReturnType<typeof monitorEventLoopDelay>;

beforeEach(() => {
  lateness = monitorEventLoopDelay({ resolution: 1 });
  lateness.enable();
});

afterEach(() => void lateness.disable());

function expectAgreement(byLedger: Coverage | null, atSource: Coverage | null | undefined): void {
  const toleranceMs = TOLERANCE_MS + lateness.max / 1e6;
  const [ledger, source] = [byLedger ?? ({} as Coverage), atSource ?? ({} as Coverage)];
  // A pause of a swap stands in the source's gaps only when it is longer than the source takes for it.
  expect(Math.abs(ledger.longestGapMs - source.longestGapMs)).toBeLessThanOrEqual(toleranceMs);
  expect(Math.abs(ledger.gapMs - source.gapMs)).toBeLessThanOrEqual(toleranceMs * Math.max(1, ledger.gaps));
  // A swap, or a gap hardly longer than what is apart, may be a gap for one of the two only.
  const all = ledger.list ?? [];
  const sure = all.filter(({ lengthMs, isSwap }) => !isSwap && lengthMs > TOLERANCE_MS + toleranceMs);
  expect(source.gaps).toBeGreaterThanOrEqual(sure.length);
  expect(source.gaps).toBeLessThanOrEqual(all.length);
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
