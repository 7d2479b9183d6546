import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { addReports, closingLine, failuresOf, type VitestReport } from "./test-totals.ts";

const REPORT = ".vitest/report.json";

/**
 * Runs the tests of every project, one project after the other so that none disturbs the other's timing, and ends with
 * what failed and one line that adds all up. A project that has a test script and no report has failed.
 */
const projects = globSync("{packages,apps,tools}/*/package.json")
  .filter((file) => "test" in (JSON.parse(readFileSync(file, "utf8")) as { scripts: object }).scripts)
  .map((file) => file.replace("/package.json", ""));
for (const project of projects) rmSync(`${project}/${REPORT}`, { force: true });

const nx = spawn("nx", ["run-many", "-t", "test", "--parallel=1", ...process.argv.slice(2)], {
  stdio: "inherit",
});
const [code] = await once(nx, "exit");

const missing = projects.filter((project) => !existsSync(`${project}/${REPORT}`));
const reports = projects
  .filter((project) => !missing.includes(project))
  .map((project) => JSON.parse(readFileSync(`${project}/${REPORT}`, "utf8")) as VitestReport);
const { passed, failed } = addReports(reports);
const failures = [
  ...failuresOf(reports),
  ...missing.map((project) => `FAILED  ${project}\n        its tests left no report`),
];
if (code !== 0 && failures.length === 0) failures.push(`FAILED  nx exited with ${code}`);
const totals = { passed, failed: Math.max(failures.length, failed + missing.length) };
process.stdout.write(`\n${[...failures, closingLine(totals)].join("\n")}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
