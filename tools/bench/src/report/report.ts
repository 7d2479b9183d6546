import { mkdir, readFile, writeFile } from "node:fs/promises";
import type { Row } from "../contest.ts";
import { ReportUnreadableError } from "../errors.ts";
import { SUITE_NAMES, type Suite, type SuiteName } from "../suites/suite.ts";
import { markdownTable } from "./tables.ts";

/** What a section tells besides its suite. */
export interface SectionFacts {
  readonly rows: readonly Row[];
  readonly machine: string;
  readonly versions: ReadonlyMap<string, string>;
  readonly date: Date;
}

const INTRODUCTION = `# Benchmarks

Written by \`npx pnpm@12 bench\`; do not edit. One suite alone: \`npx pnpm@12 bench --only reader\`.

Contestants are measured in turns (A B C, A B C, ...), each time in a new process with the same flags. The ratio is ours to
theirs within a round; the table has the median of the rounds' ratios and their extremes, and the medians of both figures.
Single runs differ by 15 to 30 %: ratios under 1.2 are ties. CPU is user and system time of the contestant's process: the ratio,
less is better, and both figures, ours : theirs. It moves least when the machine has other work.
`;

/** The text of one suite's section. */
export function sectionOf(suite: Pick<Suite, "name" | "title" | "method">, facts: SectionFacts): string {
  const { rows, machine, versions, date } = facts;
  const peers = [...versions].map(([name, version]) => `${name} ${version}`).join(", ");
  const missed = rows.filter(({ met }) => met === false).length;
  const goals = rows.filter(({ met }) => met !== undefined).length;
  return [
    `## ${suite.title}`,
    suite.method,
    `${date.toISOString().slice(0, 10)}, ${machine}; ${peers}. ${goals - missed} of ${goals} goals met.`,
    markdownTable(rows),
  ].join("\n\n");
}

/**
 * Puts sections in their places; those of suites that did not run stay as they are.
 *
 * @param existing the report so far; undefined when there is none
 * @throws ReportUnreadableError when a section of it has no end
 */
export function mergeSections(
  existing: string | undefined,
  sections: ReadonlyMap<SuiteName, string>,
): string {
  const parts = [INTRODUCTION];
  for (const name of SUITE_NAMES) {
    const text = sections.get(name) ?? sectionIn(existing ?? "", name);
    if (text !== undefined) parts.push(`${startMark(name)}\n\n${text}\n\n${endMark(name)}\n`);
  }
  return parts.join("\n");
}

function sectionIn(report: string, name: SuiteName): string | undefined {
  const start = report.indexOf(startMark(name));
  if (start === -1) return undefined;
  const end = report.indexOf(endMark(name), start);
  if (end === -1) {
    throw new ReportUnreadableError(
      `the report has ${startMark(name)} without ${endMark(name)}: restore the mark, or delete the section`,
    );
  }
  return report.slice(start + startMark(name).length, end).trim();
}

const startMark = (name: SuiteName) => `<!-- suite ${name} -->`;
const endMark = (name: SuiteName) => `<!-- end of suite ${name} -->`;

/** The report so far; undefined when there is none. */
export async function readReport(file: URL): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the report, its folder too. */
export async function writeReport(file: URL, text: string): Promise<void> {
  await mkdir(new URL(".", file), { recursive: true });
  await writeFile(file, text);
}
