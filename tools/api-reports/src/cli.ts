import { fileURLToPath } from "node:url";
import { publishedPackages } from "./entries.ts";
import { ApiReportError } from "./errors.ts";
import { HELP, readOptions } from "./options.ts";
import { updateReports } from "./update-reports.ts";

const COULD_NOT_BEGIN = 2;

const say = (line: string) => void process.stderr.write(`${line}\n`);

function main(root: string): number {
  const packages = publishedPackages(root);
  const options = readOptions(
    process.argv.slice(2),
    packages.map(({ name }) => name),
  );
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const { check, only } = options;
  const wanted = packages.filter(({ name }) => only?.includes(name) ?? true);
  const { reports, changes } = updateReports(wanted, { check });
  for (const change of changes) say(change);
  process.stdout.write(
    `${reports} entries: ${changes.length} ${check ? "differ from" : "changed in"} their reports\n`,
  );
  if (!check || changes.length === 0) return 0;
  say("When the change is meant: npx pnpm@12 api, and commit what it writes.");
  return 1;
}

try {
  process.exitCode = main(fileURLToPath(new URL("../../..", import.meta.url)));
} catch (error) {
  if (!(error instanceof ApiReportError)) throw error;
  say(error.message);
  process.exitCode = COULD_NOT_BEGIN;
}
