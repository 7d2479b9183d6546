import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Reports by the names of their files. */
export type Reports = ReadonlyMap<string, string>;

const FOLDER = "api";
const NAMES = "*.api.md";

/** The reports that a package has. */
export function readReports(folder: string): Reports {
  const names = globSync(NAMES, { cwd: join(folder, FOLDER) }).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, FOLDER, name), "utf8")]));
}

/** Gives a package these reports and no others. */
export function writeReports(folder: string, reports: Reports): void {
  for (const name of readReports(folder).keys()) if (!reports.has(name)) rmSync(join(folder, FOLDER, name));
  mkdirSync(join(folder, FOLDER), { recursive: true });
  for (const [name, text] of reports) writeFileSync(join(folder, FOLDER, name), text);
}

/** How a package's reports differ from what they would be: a few lines for each that does. */
export function differences(kept: Reports, made: Reports): string[] {
  const names = [...new Set([...kept.keys(), ...made.keys()])].sort();
  return names.flatMap((name) => {
    const [before, after] = [kept.get(name), made.get(name)];
    if (before === after) return [];
    if (before === undefined) return [`${name} is missing`];
    if (after === undefined) return [`${name} is of an entry that is gone`];
    return [`${name} is not what is exported${firstDifference(before.split("\n"), after.split("\n"))}`];
  });
}

/** The first line that differs, as it was and as it is. */
function firstDifference(before: readonly string[], after: readonly string[]): string {
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? after.length : at;
  return `, from line ${line + 1}:\n  - ${before[line] ?? ""}\n  + ${after[line] ?? ""}`;
}
