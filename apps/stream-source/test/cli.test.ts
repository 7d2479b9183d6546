import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { connect } from "./support/client.ts";
import { range } from "./support/source.ts";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: { stdout: string; stderr: string };
  readonly exited: Promise<number | string>;
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const exited = once(child, "close").then(([code, signal]) => code ?? signal);
  return { child, output, exited };
}

/** Waits for the line that says where it listens. */
async function listening({ child, exited, output }: Run): Promise<string> {
  while (!output.stdout.includes("\n")) {
    const over = await Promise.race([once(child.stdout, "data").then(() => false), exited.then(() => true)]);
    if (over) throw new Error(`the command is over: ${output.stderr}`);
  }
  return JSON.parse(output.stdout).listening;
}

describe("the command", () => {
  test("serves what its options say and prints one line of JSON", async () => {
    const started = run(
      ["--rate", "500", "--events", "20", "--mode", "shared", "--format", "sse", "--duplicates", "0"].concat([
        "--heartbeat-ms",
        "1000",
        "--resume",
        "--resume-window",
        "100",
        "--faults",
        "refuse:503:next=1",
        "--seed",
        "5",
        "--port",
        "0",
        "--host",
        "127.0.0.1",
      ]),
    );
    const url = await listening(started);
    expect(started.output.stdout).toBe(`${JSON.stringify({ listening: url })}\n`);
    expect((await fetch(`${url}/streams/s1`)).status).toBe(503);
    const client = await connect(`${url}/streams/s1?format=ndjson&since=0`);
    await client.closed;

    expect(client.seqs).toEqual(range(1, 20));
    expect(await (await fetch(`${url}/streams/s1/truth`)).json()).toMatchObject({ seed: 5, eventsMade: 20 });
  });

  test.each(["SIGTERM", "SIGINT"] as const)("%s ends its connections and the process", async (signal) => {
    const started = run(["--rate", "100"]);
    const client = await connect(`${await listening(started)}/streams/s1`);
    await client.until(() => client.seqs.length > 0);
    started.child.kill(signal);

    expect(await client.closed).toBe("end");
    expect(await started.exited).toBe(0);
    expect(started.output.stderr).toBe("");
  });

  test.each([
    ["STREAM_SOURCE_KEY", [], { STREAM_SOURCE_KEY: "k1" }],
    ["--key, which wins,", ["--key", "k1"], { STREAM_SOURCE_KEY: "k2" }],
  ])("%s is the bearer key", async (_, args, env) => {
    const url = await listening(run(args, env));

    expect((await fetch(`${url}/streams`)).status).toBe(401);
    expect((await fetch(`${url}/streams`, { headers: { authorization: "Bearer k1" } })).status).toBe(200);
  });

  test("--help tells the options", async () => {
    const { exited, output } = run(["--help"]);

    expect(await exited).toBe(0);
    for (const option of ["--port", "--faults", "--seed", "STREAM_SOURCE_KEY"])
      expect(output.stdout).toContain(option);
  });
});

describe("a wrong option", () => {
  test.each([
    [
      ["--rate", "fast"],
      '--rate must be a number from 0 to 1000000 events per second (0 = full speed), not "fast"',
    ],
    [
      ["--rate", "-1"],
      "--rate must be a number from 0 to 1000000 events per second (0 = full speed), not -1",
    ],
    [
      ["--heartbeat-ms", "1.5"],
      "--heartbeat-ms must be a whole number from 0 to 86400000 milliseconds (0 = none)",
    ],
    [["--format", "xml"], '--format must be one of ndjson, sse, chunks, not "xml"'],
    [["--mode", "both"], '--mode must be one of exclusive, shared, not "both"'],
    [
      ["--faults", "explode:1"],
      "--faults: unknown fault explode; allowed: drop-after-events:N, drop-after-ms:MS",
    ],
    [["--colour"], "unknown option '--colour'; allowed: --port <number>, --host <address>"],
    [["--port"], "option '--port <number>' argument missing; allowed: "],
    [["extra"], "too many arguments"],
  ])("%j is exit 2 and one line that says what is allowed", async (args, message) => {
    const { exited, output } = run(args);

    expect(await exited).toBe(2);
    expect(output.stdout).toBe("");
    expect(output.stderr).toMatch(/^stream-source: [^\n]+\n$/);
    expect(output.stderr).toContain(message);
  });

  test("a port that is taken is exit 1 and one line", async () => {
    const url = await listening(run([]));
    const { exited, output } = run(["--port", new URL(url).port]);

    expect(await exited).toBe(1);
    expect(output.stderr).toMatch(/^stream-source: cannot listen on 127\.0\.0\.1:\d+: [^\n]+\n$/);
  });
});
