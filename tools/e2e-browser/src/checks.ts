import { AssertionError } from "node:assert";
import type { TestTotals } from "@unbounded-streams/testing";

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** What was looked at, and how it came out. */
export class Checks {
  private passed = 0;
  private failed = 0;

  get totals(): TestTotals {
    return { passed: this.passed, failed: this.failed };
  }

  /** Does one check, and says how it came out; what stands in its way is no reason to leave out the others. */
  async check(name: string, look: () => Promise<void> | void): Promise<void> {
    try {
      await look();
      this.passed += 1;
      say(`ok      ${name}`);
    } catch (error) {
      this.failed += 1;
      say(`FAILED  ${name}`);
      say(error instanceof AssertionError ? error.message : String((error as Error).stack));
    }
  }
}
