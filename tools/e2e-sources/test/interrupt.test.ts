import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { until } from "../src/until.ts";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** The command lines of all processes that have this in them. */
async function commandsWith(text: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "args="], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split("\n").filter((line) => line.includes(text));
}

it("Ctrl-C ends a run with code 130, with all its processes, and names the folder of the logs", async () => {
  const child = spawn(process.execPath, [CLI, "--only", "better-sse"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const closed = once(child, "close");
  const signal = AbortSignal.any([]);
  const folder = await until("the folder of the logs", () => /^logs: (.*)$/m.exec(said)?.[1], {
    ...{ withinMs: 20_000, signal },
  });
  await until("server, relay and function", async () => (await commandsWith(folder)).length >= 2, {
    ...{ withinMs: 20_000, signal },
  });
  child.kill("SIGINT");
  await closed;
  expect(child.exitCode, said).toBe(130);
  expect(said).toContain("interrupted");
  await until("the end of all processes", async () => (await commandsWith(folder)).length === 0, {
    ...{ withinMs: 5_000, signal },
  });
});
