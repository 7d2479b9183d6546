import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync, rmSync } from "node:fs";
import { addReports, closingLine, type VitestReport } from "./test-totals.ts";

const REPORT = ".vitest/report.json";

/**
 * Runs the tests of every project, one project after the other so that none disturbs the other's timing, and ends with
 * one line that adds them up. A project that has a test script and no report has failed.
 */
const projects = globSync("{packages,apps,tools}/*/package.json")
  .filter((file) => "test" in (JSON.parse(readFileSync(file, "utf8")) as { scripts: object }).scripts)
  .map((file) => file.replace("/package.json", ""));
for (const project of projects) rmSync(`${project}/${REPORT}`, { force: true });

const nx = spawn("nx", ["run-many", "-t", "test", "--parallel=1", ...process.argv.slice(2)], {
  stdio: "inherit",
});
const [code] = await once(nx, "exit");

const reports = globSync(projects.map((project) => `${project}/${REPORT}`)).map(
  (file) => JSON.parse(readFileSync(file, "utf8")) as VitestReport,
);
const { passed, failed } = addReports(reports);
const missing = projects.length - reports.length;
const unexplained = code !== 0 && failed + missing === 0 ? 1 : 0;
const totals = { passed, failed: failed + missing + unexplained };
process.stdout.write(`\n${closingLine(totals)}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
