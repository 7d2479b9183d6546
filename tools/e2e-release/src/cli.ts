import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closingLine } from "@unbounded-streams/testing";
import { ReleaseError } from "./errors.ts";
import { HELP, readOptions } from "./options.ts";
import { resultTable } from "./result-table.ts";
import { runRelease } from "./run/run-release.ts";
import { publishedPackages } from "./workspace/published-packages.ts";

const COULD_NOT_BEGIN = 2;

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(workspace: string): Promise<number> {
  const packages = await publishedPackages(workspace);
  const options = readOptions(
    process.argv.slice(2),
    packages.map(({ manifest }) => manifest.name.replace(/^.*\//, "")),
  );
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = await realpath(await mkdtemp(join(tmpdir(), "unbounded-streams-e2e-release-")));
  let isKept = options.keep;
  try {
    const outcomes = await runRelease({ workspace, folder, only: options.only, say });
    const failed = outcomes.filter(({ problem }) => problem !== undefined).length;
    isKept ||= failed > 0;
    process.stdout.write(
      `${resultTable(outcomes)}\n${closingLine({ passed: outcomes.length - failed, failed })}\n`,
    );
    return failed === 0 ? 0 : 1;
  } finally {
    if (isKept) say(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(process.cwd());
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  say(error.message);
  process.exitCode = COULD_NOT_BEGIN;
}
// The registry's timers are of no interest to anybody by then.
process.exit();
