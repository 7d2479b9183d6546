import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runContestant } from "../dist/processes/run-contestant.js";
import type { Row } from "../src/contest.ts";
import { readReport } from "../src/report/report.ts";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const REPORT = new URL("../../../docs/benchmarks.md", import.meta.url);
const run = promisify(execFile);

test("a quick run of the reader suite measures every contestant, and leaves the report alone", async () => {
  const before = await readReport(REPORT);
  const { stdout, stderr } = await run(process.execPath, [
    ...[CLI, "--quick", "--repetitions", "1", "--only", "reader", "--json"],
  ]);
  expect(stdout.trimEnd()).not.toContain("\n");
  const { reader } = JSON.parse(stdout) as { reader: Row[] };
  for (const row of reader) {
    expect(row).toMatchObject({ ratio: expect.any(Number), rounds: 1, unit: expect.any(String) });
    expect(row.ours / row.theirs).toBeCloseTo(row.ratio, 1);
  }
  expect(reader.filter(({ goal }) => goal !== undefined).map(({ name, peer }) => `${name}: ${peer}`)).toEqual(
    expect.arrayContaining(["NDJSON, batches: undici raw", "SSE, batches: eventsource"]),
  );
  for (const name of [
    "ndjson",
    "sse",
    "websocket",
    "framing-large",
    "framing-small",
    "memory",
    "memory-default",
    "quiet",
  ]) {
    expect(stderr).toContain(`${name} 1/1 `);
  }
  expect(await readReport(REPORT)).toBe(before);
});

test("a quick run of the sink suite measures every way of writing, and what arrived is what was sent", async () => {
  const { stdout, stderr } = await run(process.execPath, [
    ...[CLI, "--quick", "--repetitions", "1", "--only", "sink", "--json"],
  ]);
  const { sink } = JSON.parse(stdout) as { sink: Row[] };
  for (const row of sink) expect(row).toMatchObject({ ratio: expect.any(Number), rounds: 1 });
  expect(sink.filter(({ goal }) => goal !== undefined).map(({ name, goal }) => [name, goal])).toEqual([
    ...[
      ["put", 12],
      ["batch", 150],
      ["put", 0.9],
      ["batch", 0.9],
    ],
    ["CPU of an event, batch (cost)", 1.15],
    ["what a 128 MB function carries, batch", 10],
    ["source to durable at 1000 events/s, p99 above the endpoint's latency, batch", 60],
    ["source to durable at 1000 events/s, p99 above the endpoint's latency, put", 60],
    ["CPU of an event, packed, as many as a segment takes (cost)", 1],
    ["CPU of an event, packed, 30 in a segment (cost)", 1],
    ["write units of 1,000 events, packed 1,000 ms", 190],
    ["write units of 1,000 events, packed 5,000 ms", 160],
    [expect.stringContaining("growth of RSS over"), 20],
  ]);
  for (const name of ["write", "dynalite", "latency", "packed", "units", "long"])
    expect(stderr).toContain(`${name} 1/1 `);
});

test("a quick run of the start suite compares the bundle with the bare client's and an empty module", async () => {
  const { stdout } = await run(process.execPath, [
    ...[CLI, "--quick", "--repetitions", "1", "--only", "start", "--json"],
  ]);
  const { start } = JSON.parse(stdout) as { start: Row[] };
  expect(start.map(({ peer, unit, better }) => [peer, unit, better])).toEqual([
    ["bare @aws-sdk/client-dynamodb", "ms", "lower"],
    ["an empty module", "ms", "lower"],
    ["bare @aws-sdk/client-dynamodb", "KB", "lower"],
  ]);
});

test("a quick run of the fleet suite hands every stream over, and stores all that was sent", async () => {
  const { stdout, stderr } = await run(process.execPath, [
    ...[CLI, "--quick", "--repetitions", "1", "--only", "fleet", "--json"],
  ]);
  const { fleet } = JSON.parse(stdout) as { fleet: Row[] };
  for (const row of fleet) expect(row).toMatchObject({ ratio: expect.any(Number), rounds: 1 });
  const goals = fleet.filter(({ goal }) => goal !== undefined);
  expect(goals.map(({ goal, goalOn, unit }) => [goal, goalOn, unit])).toEqual([
    [110, "ours", "MiB"],
    [1.15, "ratio", "us CPU/event"],
    [10, "ours", "s"],
    [100, "difference", "ms"],
  ]);
  for (const name of ["carry", "handover", "neighbour"]) expect(stderr).toContain(`${name} 1/1 `);
}, 180_000);

test("the bundle of the client that we compare with is made as our own is", async () => {
  const [ours, theirs] = await Promise.all(
    ["../../../packages/connection-manager/scripts/bundle.ts", "../src/suites/start/loadables.ts"].map(
      (file) => readFile(new URL(file, import.meta.url), "utf8"),
    ),
  );
  for (const name of ["format", "platform", "target", "mainFields", "conditions", "minify", "keepNames"]) {
    const setting = new RegExp(`^  ${name}: .*$`, "m");
    expect(theirs?.match(setting)?.[0]).toBe(ours?.match(setting)?.[0]);
  }
});

test("a contestant that fails says so, with what happened", async () => {
  const signal = new AbortController().signal;
  const measured = runContestant(
    { file: "reader/undici-peers", run: "raw", task: { url: "http://127.0.0.1:1/" } },
    { signal, timeoutMs: 20_000 },
  );
  await expect(measured).rejects.toMatchObject({
    code: "CONTESTANT_FAILED",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test("a filter that leaves nothing, and a wrong option, end with 2 and one line", async () => {
  for (const words of [["--quick", "--only", "start", "--filter", "nothing"], ["--wrong"]]) {
    await expect(run(process.execPath, [CLI, ...words])).rejects.toMatchObject({
      ...{ code: 2, stdout: "", stderr: expect.stringMatching(/^bench: [^\n]+\n$/) },
    });
  }
});

test("Ctrl-C ends the run with 130 and leaves no process behind", async () => {
  const bench = spawn(process.execPath, [CLI, "--only", "reader"], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  await once(bench.stderr, "data");
  const children = await childrenOf(bench.pid);
  expect(children.length).toBeGreaterThan(0);
  const closed = once(bench, "close");
  // A terminal sends it to the whole group.
  process.kill(-Number(bench.pid), "SIGINT");
  expect(await closed).toEqual([130, null]);
  for (const pid of children) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

async function childrenOf(parent: number | undefined): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
}
