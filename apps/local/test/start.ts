import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Report } from "../src/report/report.ts";

/** The command as it is built. */
export const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
  report: Report;
}

export interface Started {
  child: ChildProcess;
  finished: Promise<Finished>;
  /** Resolves with the match when the standard output has matched. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same for the standard error. */
  narrated(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the command as a user would, with a data folder of its own unless one is given. */
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
    printed: (pattern) => matchOf(pattern, child.stdout, () => stdout),
    narrated: (pattern) => matchOf(pattern, child.stderr, () => stderr),
  };
}

async function matchOf(pattern: RegExp, stream: Readable, text: () => string): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(text());
    if (match !== null) return match;
    await once(stream, "data");
  }
}

/** Runs the command to its end. */
export async function run(...argv: string[]): Promise<Finished> {
  return (await start(...argv)).finished;
}

/** Everything that was sent is stored, once, and the command says so. */
export function expectComplete({ report, code, stderr }: Finished, sent: number): void {
  expect(report.execution.status, stderr).toBe("SUCCEEDED");
  expect(report.events).toMatchObject({ sent, stored: sent, lost: 0, storedTwice: 0, unknown: 0 });
  expect(code).toBe(0);
}
