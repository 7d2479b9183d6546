import type { TestTotals } from "@unbounded-streams/testing";

/** Counts what holds and what does not, and says so at once. */
export interface Checks {
  /** Passes when nothing is thrown; gives what was returned, or undefined. */
  check<Value>(title: string, proof: () => Promise<Value> | Value): Promise<Value | undefined>;
  readonly totals: TestTotals;
}

/**
 * @param say takes one line
 * @param signal ends the run: what fails from then on is thrown
 */
export function createChecks(say: (line: string) => void, signal: AbortSignal): Checks {
  const totals = { passed: 0, failed: 0 };
  return {
    totals,
    async check(title, proof) {
      try {
        const value = await proof();
        totals.passed += 1;
        say(`passed  ${title}`);
        return value;
      } catch (error) {
        if (signal.aborted) throw error;
        totals.failed += 1;
        const why = error instanceof Error ? error.message : String(error);
        say(`FAILED  ${title}\n        ${why.replaceAll("\n", "\n        ")}`);
        return undefined;
      }
    },
  };
}
