import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RUNNING_SERVERS, type RunningServer } from "../contract-servers.ts";
import { addReports, failuresOf, type TestTotals, type VitestReport } from "../test-totals.ts";

const SUITE = "test/contract";

/**
 * Runs the contract suite of every project that has one against servers that run, one project after the other.
 *
 * @param say takes a line for each test that failed
 */
export async function runContract(
  servers: readonly RunningServer[],
  say: (line: string) => void,
): Promise<TestTotals> {
  if (servers.length === 0) return { passed: 0, failed: 0 };
  const work = await mkdtemp(join(tmpdir(), "unbounded-streams-contract-"));
  let passed = 0;
  let failed = 0;
  for (const suite of globSync(`{packages,apps,tools}/*/${SUITE}`).sort()) {
    const report = join(work, `${suite.replaceAll("/", "-")}.json`);
    const exitCode = await runSuite(suite.replace(`/${SUITE}`, ""), report, servers);
    const reports = reportsOf(report);
    const totals = addReports(reports);
    for (const failure of failuresOf(reports)) say(failure);
    passed += totals.passed;
    failed += exitCode !== 0 && totals.failed === 0 ? 1 : totals.failed;
  }
  await rm(work, { recursive: true });
  return { passed, failed };
}

async function runSuite(
  project: string,
  report: string,
  servers: readonly RunningServer[],
): Promise<number | null> {
  const vitest = spawn(
    "vitest",
    ["run", "--config", "../../vitest.config.ts", `--outputFile.json=${report}`, `${SUITE}/`],
    {
      cwd: project,
      stdio: "inherit",
      env: { ...process.env, [RUNNING_SERVERS]: JSON.stringify(servers) },
    },
  );
  const kill = () => vitest.kill();
  process.once("exit", kill);
  const [exitCode] = await once(vitest, "exit");
  process.off("exit", kill);
  return exitCode;
}

/** A suite that left no report ran no test. */
function reportsOf(report: string): VitestReport[] {
  return existsSync(report) ? [JSON.parse(readFileSync(report, "utf8")) as VitestReport] : [];
}
