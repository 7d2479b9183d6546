import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closingLine } from "@unbounded-streams/testing";
import { EndToEndError } from "./errors.ts";
import { HELP, readOptions } from "./options.ts";
import { resultTable } from "./result-table.ts";
import { type Results, runAll } from "./run/run-all.ts";
import { findServers } from "./servers/find-servers.ts";

const COULD_NOT_BEGIN = 2;
const INTERRUPTED = 130;

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const servers = await findServers(options.only);
  const interrupted = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => (interrupted.signal.aborted ? process.exit(INTERRUPTED) : interrupted.abort()));
  }
  const folder = await mkdtemp(join(tmpdir(), "unbounded-streams-e2e-sources-"));
  say(`logs: ${folder}`);
  let keepsLogs = true;
  try {
    const results = await runAll(servers, { folder, jobs: options.jobs, say, signal: interrupted.signal });
    keepsLogs = results.failed > 0;
    tell(results, { json: options.json });
    return results.failed === 0 ? 0 : 1;
  } finally {
    if (keepsLogs) say(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    if (interrupted.signal.aborted) process.exitCode = INTERRUPTED;
  }
}

function tell(results: Results, { json }: { readonly json: boolean }): void {
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else process.stdout.write(`${resultTable(results)}\n${closingLine(results)}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof EndToEndError)) throw error;
  say(error.message);
  process.exitCode ??= COULD_NOT_BEGIN;
}
// What still waits by then (a request to a server that is gone) is of no interest to anybody.
process.exit();
