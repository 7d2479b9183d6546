import type { Arena } from "../arena.ts";
import type { Row } from "../contest.ts";

/** Contests that belong together: one section of the report. */
export interface Suite {
  readonly name: SuiteName;
  readonly title: string;
  /** What is measured and how, for the report. */
  readonly method: string;
  /** Packages whose versions matter. */
  readonly packages: readonly string[];
  run(arena: Arena): Promise<Row[]>;
}

/** All suites, in the order of the report. */
export const SUITE_NAMES = ["reader", "sink", "start", "fleet"] as const;

/** The name of a suite. */
export type SuiteName = (typeof SUITE_NAMES)[number];
