import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../src/report.ts";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
  report: Report;
}

export interface Started {
  child: ChildProcess;
  finished: Promise<Finished>;
  /** Resolves when the standard output has matched. */
  printed(pattern: RegExp): Promise<void>;
}

/** Starts the command as a user would, with a data folder of its own. */
export async function start(...argv: string[]): Promise<Started> {
  const dataDir = await mkdtemp(join(tmpdir(), "unbounded-streams-"));
  const child = spawn(process.execPath, [cli, "--data-dir", dataDir, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return {
    child,
    finished: once(child, "close").then(() => ({
      code: child.exitCode,
      stdout,
      stderr,
      report: argv.includes("--json") && stdout !== "" ? (JSON.parse(stdout) as Report) : ({} as Report),
    })),
    async printed(pattern) {
      while (!pattern.test(stdout)) await once(child.stdout, "data");
    },
  };
}

/** Runs the command to its end. */
export async function run(...argv: string[]): Promise<Finished> {
  return (await start(...argv)).finished;
}
