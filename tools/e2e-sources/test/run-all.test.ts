import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { InterruptedError, ServerStartError } from "../src/errors.ts";
import { type RunAllOptions, runAll } from "../src/run/run-all.ts";
import type { SourceServer } from "../src/source-server.ts";

const BASE: SourceServer = {
  ...{ name: "x", group: "npm", replays: true, definition: { url: "http://localhost/" } },
  missing: async () => undefined,
  start: async () => {
    throw new ServerStartError("x", "it ended with code 1", "x.log");
  },
};

async function options(changes: Partial<RunAllOptions> = {}): Promise<RunAllOptions & { lines: string[] }> {
  const lines: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), "unbounded-streams-"));
  return {
    ...{ folder, jobs: 2, lines, say: (line: string) => void lines.push(line) },
    signal: new AbortController().signal,
    ...changes,
  };
}

it("a server that is not on the machine has failed, with the remedy", async () => {
  const how = await options();
  const missing = { ...BASE, missing: async () => "apt-get install x" };
  const results = await runAll([missing], how);
  expect(results).toMatchObject({ passed: 0, failed: 1 });
  expect(results.servers[0]?.problems).toEqual(["apt-get install x"]);
  expect(how.lines).toEqual(["MISSING x: apt-get install x"]);
});

it("a server that does not start has failed, and the others go on", async () => {
  const results = await runAll([BASE, { ...BASE, name: "y" }], await options({ jobs: 1 }));
  expect(results).toMatchObject({ passed: 0, failed: 2 });
  expect(results.servers.map(({ name }) => name)).toEqual(["x", "y"]);
  expect(results.servers[0]?.problems).toEqual([
    "x did not start: it ended with code 1; its output is in x.log",
  ]);
});

it("what is installed is installed before the first server is started, of those that are on the machine", async () => {
  const steps: string[] = [];
  const server = (name: string, missing?: string): SourceServer => ({
    ...{ ...BASE, name },
    missing: async () => missing,
    async prepare() {
      steps.push(`prepared ${name}`);
      throw new Error("no network");
    },
    async start() {
      steps.push(`started ${name}`);
      throw new Error("no network");
    },
  });
  const how = await options({ jobs: 1 });
  const results = await runAll([server("a"), server("b", "apt-get install b"), server("c")], how);
  expect(steps).toEqual(["prepared a", "prepared c", "started a", "started c"]);
  expect(results.servers.map(({ problems }) => problems)).toEqual([
    ["no network"],
    ["apt-get install b"],
    ["no network"],
  ]);
});

it("no more run side by side than jobs", async () => {
  const names = ["a", "b", "c", "d", "e"];
  let [started, running, most] = [0, 0, 0];
  let waiting: (() => void)[] = [];
  const server = (name: string): SourceServer => ({
    ...{ ...BASE, name },
    async start() {
      [started, running] = [started + 1, running + 1];
      most = Math.max(most, running);
      const released = new Promise<void>((resolve) => waiting.push(resolve));
      if (running === 2 || started === names.length) {
        for (const release of waiting) release();
        waiting = [];
      }
      await released;
      running -= 1;
      throw new Error(name);
    },
  });
  const results = await runAll(names.map(server), await options({ jobs: 2 }));
  expect(most).toBe(2);
  expect(results.servers.map(({ problems }) => problems)).toEqual([["a"], ["b"], ["c"], ["d"], ["e"]]);
});

it("an interrupted run is no failure of the server", async () => {
  const interrupted = new AbortController();
  const server: SourceServer = {
    ...BASE,
    async start() {
      interrupted.abort();
      throw new Error("killed");
    },
  };
  await expect(runAll([server], await options({ signal: interrupted.signal }))).rejects.toThrow(
    InterruptedError,
  );
});
