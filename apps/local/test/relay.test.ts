import { readFile } from "node:fs/promises";
import { startStreamSource } from "@unbounded-streams/stream-source";
import { describe, expect, it } from "vitest";
import { type Finished, run, start } from "./start.ts";

const SHORT = ["--json", "--events", "240", "--rate", "25", "--lifetime", "5", "--wait", "2"];

function expectComplete({ report, code, stderr }: Finished, sent: number): void {
  expect(report.execution.status, stderr).toBe("SUCCEEDED");
  expect(report.events).toMatchObject({ sent, stored: sent, lost: 0, storedTwice: 0, unknown: 0 });
  expect(code).toBe(0);
}

describe("the command", { timeout: 90_000 }, () => {
  it("carries a stream through staggered connections of an exclusive source without a gap or a loss", async () => {
    const finished = await run(...SHORT);
    expectComplete(finished, 240);
    const { connections, coverage } = finished.report;
    expect(coverage).toMatchObject({ gaps: 0, gapMs: 0, longestGapMs: 0 });
    expect(connections.length).toBeGreaterThanOrEqual(4);
    expect(new Set(connections.map(({ branch }) => branch))).toEqual(new Set(["A", "B"]));
    expect(connections.map(({ outcome }) => outcome)).toContain("interrupted");
    expect(connections.at(-1)?.outcome).toBe("ended");
    for (const { startedAt, connectedAt, endedAt } of connections) {
      expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(connectedAt ?? ""));
      expect(Date.parse(connectedAt ?? "")).toBeLessThanOrEqual(Date.parse(endedAt));
    }
  });

  it.each(["retry-on-timeout", "staggered-joined"])("shows the gaps of %s", async (strategy) => {
    const { report, code } = await run("--strategy", strategy, ...SHORT);
    expect(report.execution.status).toBe("SUCCEEDED");
    expect(report.coverage?.gaps).toBeGreaterThan(0);
    expect(report.connections.map(({ outcome }) => outcome)).toContain("timed-out");
    expect(report.events.lost).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it("stores no event twice when the source sends events twice", async () => {
    const finished = await run("--source-duplicates", "0.5", ...SHORT);
    expectComplete(finished, 240);
    expect(finished.report.events.duplicatesReceived).toBeGreaterThan(0);
  });

  it.each(["sse", "chunks", "lines"])("reads the built-in source as %s", async (format) => {
    const argv = [
      "--json",
      "--format",
      format,
      "--events",
      "60",
      "--rate",
      "60",
      "--lifetime",
      "5",
      "--wait",
      "1",
    ];
    expectComplete(await run(...argv), 60);
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
      ...["--end-signal", "event:end", "--lifetime", "3", "--wait", "1", "--stream-id", "mine"],
    );
    await source.close();
    expect(code, stderr).toBe(0);
    expect(report).toMatchObject({
      streamId: "mine",
      events: { sent: null, stored: 50, lost: null, storedTwice: 0 },
    });
  });

  it("fails when the execution does, and says why", async () => {
    const argv = ["--strategy", "retry-on-timeout", "--source-faults", "refuse:403", "--json"];
    const { report, code, stderr } = await run(...argv);
    expect(code).toBe(1);
    expect(report.execution).toMatchObject({ status: "FAILED", error: expect.stringContaining("403") });
    expect(report.coverage).toBeNull();
    expect(stderr).toContain("403");
  });

  it("prints progress, the table of both branches and a verdict for people", async () => {
    const { stdout, code } = await run("--events", "60", "--rate", "60", "--lifetime", "5", "--wait", "1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/connected: [AB].* stored: \d+ .*duplicates: \d+/);
    expect(stdout).toMatch(/time +branch A +branch B/);
    expect(stdout).toMatch(/Wait \(1\) start/);
    expect(stdout).toContain("Done: 60 of 60 events stored, 0 lost, 0 stored twice");
  });

  it("exits with 2 and one line for a wrong option", async () => {
    const { code, stdout, stderr } = await run("--format", "xml");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^[^\n]*chunks, lines, ndjson, sse[^\n]*\n$/);
  });

  it("ends everything at Ctrl-C, says what was stored and leaves no process behind", async () => {
    const { child, finished, printed } = await start("--events", "100000", "--rate", "50");
    await printed(/stored: [1-9]/);
    const children = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8"))
      .trim()
      .split(" ");
    expect(children.length).toBeGreaterThanOrEqual(3);
    child.kill("SIGINT");
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Stopped: \d+ of \d+ events stored/);
    for (const pid of children) expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
  });
});
