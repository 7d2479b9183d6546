import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { listProcesses } from "../src/processes/list-processes.ts";
import { until } from "../src/until.ts";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

async function commandsWith(text: string): Promise<string[]> {
  return (await listProcesses()).map(({ command }) => command).filter((command) => command.includes(text));
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
    ...{ withinMs: 60_000, signal },
  });
  await until("server, relay and function", async () => (await commandsWith(folder)).length >= 2, {
    ...{ withinMs: 60_000, signal },
  });
  child.kill("SIGINT");
  await closed;
  expect(child.exitCode, said).toBe(130);
  expect(said).toContain("interrupted");
  await until("the end of all processes", async () => (await commandsWith(folder)).length === 0, {
    ...{ withinMs: 60_000, signal },
  });
});
