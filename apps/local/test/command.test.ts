import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { startStreamSource } from "@unbounded-streams/stream-source";
import { describe, expect, it } from "vitest";
import { cli, expectComplete, run, start } from "./start.ts";

const QUICK = ["--events", "60", "--rate", "60", "--lifetime", "5", "--handover-lead", "2"];

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.trim().split(" ").map(Number);
}

function expectGone(pids: readonly number[]): void {
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
}

describe("the command", () => {
  it.each(["ndjson", "sse", "chunks", "lines"])("reads the built-in source as %s", async (format) => {
    expectComplete(await run("--json", "--format", format, ...QUICK), 60);
  });

  it("reads a foreign stream with its headers and end signals, of which it cannot say what was sent", async () => {
    const source = await startStreamSource({ key: "k", events: 50, rate: 50, format: "sse" });
    const { report, code, stderr } = await run(
      ...[
        "--json",
        "--url",
        source.streamUrl("foreign"),
        "--format",
        "sse",
        "--header",
        "authorization: Bearer k",
      ],
      ...["--end-signal", "event:end", "--lifetime", "5", "--handover-lead", "1", "--stream-id", "mine"],
    );
    await source.close();
    expect(code, stderr).toBe(0);
    expect(report).toMatchObject({
      streamId: "mine",
      events: { sent: null, stored: 50, lost: null, storedTwice: 0 },
      coverage: { gaps: 0 },
    });
  });

  it("keeps what is no record as dead letters, and goes on with the good ones around it", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => (index % 4 === 3 ? "no JSON" : `{"n":${index}}`));
    const server = createHttpServer((_, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.end(`${lines.join("\n")}\n{"type":"end"}\n`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const dataDir = await mkdtemp(join(tmpdir(), "letters-"));
    const { report, code, stderr } = await run(
      ...["--json", "--url", `http://127.0.0.1:${port}`, "--end-signal", "json:/type=end"],
      ...["--lifetime", "5", "--handover-lead", "1", "--data-dir", dataDir],
    );
    server.close();
    expect(code, stderr).toBe(0);
    expect(report.events).toMatchObject({ stored: 30, deadLettered: 10, framesSkipped: 0 });
    expect(report.connections).toHaveLength(1);
    expect(stderr).toContain("10 dead letters");
    const letters = join(dataDir, report.streamId, "dead-letters");
    expect((await stat(letters)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(letters, { recursive: true }))
      expect((await stat(join(letters, name))).mode & 0o077).toBe(0);
  });

  it.each(["relay", "retry-on-timeout"])(
    "fails when the source refuses for good, and says why (%s)",
    async (strategy) => {
      const { report, code, stderr } = await run(
        "--json",
        "--strategy",
        strategy,
        "--source-faults",
        "refuse:403",
      );
      expect(code).toBe(1);
      expect(report.execution).toMatchObject({ status: "FAILED", error: expect.stringContaining("403") });
      expect(report.coverage).toBeNull();
      expect(stderr).toContain("403");
    },
  );

  it("prints progress, the table of both branches and a verdict for people", async () => {
    const argv = [
      "--strategy",
      "staggered",
      "--wait",
      "1",
      "--lifetime",
      "5",
      "--events",
      "60",
      "--rate",
      "60",
    ];
    const { stdout, code } = await run(...argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/API: http:\/\/127\.0\.0\.1:\d+\/connections\/demo-/);
    expect(stdout).toMatch(/connected: [AB].* stored: \d+ .*duplicates: \d+/);
    expect(stdout).toMatch(/time +branch A +branch B/);
    expect(stdout).toMatch(/Wait \(1\) start/);
    expect(stdout).toContain("Done: 60 of 60 events stored, 0 lost, 0 stored twice");
  });

  it("takes a secret header from a file: no process shows it, and what is kept is the user's alone", async () => {
    const source = await startStreamSource({ key: "hidden-key", rate: 50, format: "sse" });
    const dataDir = join(await mkdtemp(join(tmpdir(), "own-")), "data");
    const file = join(await mkdtemp(join(tmpdir(), "secret-")), "headers");
    await writeFile(file, "Authorization: Bearer hidden-key\n");
    const { child, finished, printed } = await start(
      ...["--data-dir", dataDir, "--url", source.streamUrl("secret"), "--format", "sse"],
      ...["--header-file", file, "--stream-id", "secret"],
    );
    await printed(/stored: [1-9]/);
    const pids = [child.pid, ...(await childrenOf(child.pid))];
    const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8")));
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.join()).not.toContain("hidden-key");
    child.kill("SIGINT");
    await finished;
    await source.close();
    const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      entries.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mode),
    );
    expect(kept.length).toBeGreaterThan(5);
    for (const mode of [(await stat(dataDir)).mode, ...kept]) expect(mode & 0o077).toBe(0);
  });

  it("runs a stream of the same name again, and counts only what is new", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "again-"));
    const argv = ["--json", "--data-dir", dataDir, "--stream-id", "again", ...QUICK];
    expectComplete(await run(...argv), 60);
    expectComplete(await run(...argv), 60);
  });
});

describe("a wrong option or surrounding", () => {
  it("exits with 2 and one line for a wrong option", async () => {
    const { code, stdout, stderr } = await run("--format", "xml");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^[^\n]*chunks, lines, ndjson, sse[^\n]*\n$/);
  });

  it("exits with 2 and one line for a header that no request can have, before anything starts", async () => {
    const { code, stdout, stderr } = await run(
      "--url",
      "http://127.0.0.1:9",
      "--header",
      "Expect: 100-continue",
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^--header: the header expect [^\n]+\n$/);
  });

  it("exits with 2 and what to do on a Node.js that is too old", async () => {
    const versions = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})";
    const old = spawn(process.execPath, ["--import", `data:text/javascript,${versions}`, cli]);
    const [stdout, stderr, [code]] = await Promise.all([
      text(old.stdout),
      text(old.stderr),
      once(old, "close"),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^[^\n]*not 20\.20\.2[^\n]*`npx pnpm@12 start`[^\n]*\n$/);
  });

  it("says in a sentence that the data folder cannot be made", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "file-")), "taken");
    await writeFile(file, "");
    const { code, stderr } = await run("--json", "--data-dir", file);
    expect(code).toBe(1);
    expect(stderr).toContain(`folder ${file}`);
    expect(stderr).not.toContain("    at ");
  });

  it("says in a sentence that another run has the database open", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "busy-"));
    const argv = ["--data-dir", dataDir, "--stream-id", "busy"];
    const { child, finished, printed } = await start(...argv);
    await printed(/connected: A/);
    const second = await run("--json", ...argv);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("give --data-dir");
    expect(second.stderr).not.toContain("    at ");
    child.kill("SIGINT");
    await finished;
  });

  it("says in a sentence that DynamoDB is not there", async () => {
    const { code, stderr } = await run("--json", "--dynamodb-endpoint", "http://127.0.0.1:9");
    expect(code).toBe(1);
    expect(stderr).toContain("DynamoDB at http://127.0.0.1:9 did not start");
    expect(stderr).not.toContain("    at ");
  });
});

describe("the end of a run", () => {
  it("ends everything at Ctrl-C, says what was stored and leaves no process behind", async () => {
    const { child, finished, printed } = await start("--events", "100000", "--rate", "50");
    await printed(/stored: [1-9]/);
    const children = await childrenOf(child.pid);
    expect(children.length).toBeGreaterThanOrEqual(3);
    child.kill("SIGINT");
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Stopped: \d+ of \d+ events stored/);
    expectGone(children);
  });

  it("obeys Ctrl-C while it starts", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const connected = new Promise((resolve) => silent.once("connection", resolve));
    const { port } = silent.address() as { port: number };
    const { child, finished } = await start("--dynamodb-endpoint", `http://127.0.0.1:${port}`);
    await connected;
    child.kill("SIGINT");
    expect(await finished).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("nothing was stored"),
    });
    silent.close();
  });

  it("ends with a sentence when a part of it is lost", async () => {
    const { child, finished, printed } = await start("--events", "100000");
    await printed(/connected: A/);
    for (const pid of await childrenOf(child.pid)) {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
      if (command.includes("source-process")) process.kill(pid, "SIGKILL");
    }
    const { code, stderr } = await finished;
    expect(code).toBe(1);
    expect(stderr).toContain("the stream source ended while the stream was running (SIGKILL)");
  });

  it("leaves no process behind when it is killed itself", async () => {
    const { child, finished, printed } = await start("--events", "100000");
    await printed(/connected: A/);
    const children = await childrenOf(child.pid);
    child.kill("SIGKILL");
    await finished;
    await expect.poll(() => children.filter((pid) => isAlive(pid))).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
