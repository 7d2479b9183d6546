import { describe, expect, it } from "vitest";
import type { Report } from "../src/report/report.ts";
import { expectComplete, run, start } from "./start.ts";

/** The next connection comes after 4 seconds, and has as long again to be up, on a busy machine, too. */
const SHORT = ["--json", "--events", "300", "--rate", "25", "--lifetime", "10", "--handover-lead", "6"];

/** What lies between the connections of a run that is over, as the source saw it. */
function expectNoGap({ coverageAtSource, connections }: Report): void {
  expect(coverageAtSource).toMatchObject({ gaps: 0, gapMs: 0, longestGapMs: 0 });
  expect(connections.length).toBeGreaterThanOrEqual(3);
}

describe("the relay", () => {
  it("hands an exclusive source from connection to connection: no gap, no loss, no overlap", async () => {
    const finished = await run(...SHORT);
    expectComplete(finished, 300);
    expectNoGap(finished.report);
    const { connections, executions, lease } = finished.report;
    expect(executions).toBe(1);
    expect(connections.map(({ branch }) => branch).slice(0, 3)).toEqual(["A", "B", "A"]);
    const epochs = connections.map(({ epoch }) => epoch ?? 0);
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect(connections.at(-1)?.outcome).toBe("ended");
    expect(lease).toMatchObject({ status: "ended", checkpoint: "300" });
  });

  it("overlaps on a shared source, which proves that nothing fell between, and little more", async () => {
    const finished = await run(...SHORT, "--source-mode", "shared");
    expectComplete(finished, 300);
    const { connections, coverage, coverageAtSource } = finished.report;
    expect(coverageAtSource?.gaps).toBe(0);
    expect(coverage?.overlapMs).toBeGreaterThan(0);
    expect(connections.filter(({ handover }) => handover?.proven).length).toBeGreaterThan(0);
  });

  it("loses nothing when connections are killed, on a source that can resume", async () => {
    const finished = await run(...SHORT, "--crash-rate", "0.5", "--source-resume", "--seed", "7");
    expectComplete(finished, 300);
    expect(finished.report.connections.map(({ outcome }) => outcome)).toContain("crashed");
  });

  it("reopens a dropped connection inside its invocation, and tries one again that was refused", async () => {
    const faults = ["--source-faults", "refuse:503:next=1,drop-after-events:40"];
    const finished = await run(...SHORT, ...faults, "--source-resume");
    expectComplete(finished, 300);
    const { connections } = finished.report;
    expect(connections.some(({ openings }) => openings > 1)).toBe(true);
    const [{ reconnects = 0, openings = 0 } = {}] = connections;
    expect(openings).toBeGreaterThan(0);
    expect(reconnects).toBeGreaterThanOrEqual(openings);
  });

  it("goes on in successor executions without a gap", async () => {
    const finished = await run(...SHORT, "--max-turns", "1");
    expectComplete(finished, 300);
    expectNoGap(finished.report);
    expect(finished.report.executions).toBeGreaterThanOrEqual(3);
  });

  it("breaks before it makes on a source that allows one connection, and resumes", async () => {
    const single = [
      "--connection-mode",
      "single",
      "--source-faults",
      "single-connection:409",
      "--source-resume",
    ];
    expectComplete(await run(...SHORT, ...single), 300);
  });
});

describe("the local API", () => {
  it("tells and stops a running stream; a second start changes nothing", async () => {
    const { finished, narrated } = await start(
      "--json",
      "--events",
      "100000",
      "--source-resume",
      "--stream-id",
      "s1",
    );
    const [, api = ""] = await narrated(/API: (\S+)\/connections\/s1/);
    await narrated(/stored: [1-9]/);
    const call = async (method: string, path: string) => {
      const response = await fetch(`${api}${path}`, { method });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    const before = await call("GET", "/connections/s1");
    expect(before).toMatchObject({ status: 200, body: { streamId: "s1", status: "running", epoch: 2 } });
    expect(before.body).not.toHaveProperty("claimId");
    expect((await call("GET", "/connections")).body).toMatchObject({ connections: [{ streamId: "s1" }] });

    const second = await call("POST", "/connections/s1");
    expect(second).toMatchObject({ status: 200, body: { executionArn: expect.any(String) } });
    expect((await call("GET", "/connections/s1")).body).toMatchObject({
      executionArn: before.body.executionArn,
      epoch: 2,
      claimedAt: before.body.claimedAt,
    });

    expect(await call("GET", "/connections/unknown")).toMatchObject({
      status: 404,
      body: { error: { code: "STREAM_UNKNOWN" } },
    });
    expect(await call("POST", "/connections/..%2Fx")).toMatchObject({
      status: 400,
      body: { error: { code: "STREAM_ID_INVALID" } },
    });
    expect(await call("PATCH", "/connections/s1")).toMatchObject({ status: 405 });
    expect(await call("GET", "/elsewhere")).toMatchObject({ status: 404 });

    expect(await call("DELETE", "/connections/s1")).toMatchObject({
      status: 200,
      body: { status: "stopped" },
    });
    const { report, code, stderr } = await finished;
    expect(code, stderr).toBe(0);
    expect(report).toMatchObject({
      executions: 1,
      execution: { status: "SUCCEEDED" },
      events: { lost: 0, storedTwice: 0 },
    });
    expect(report.events.stored).toBeGreaterThan(0);
    expect(report.lease).toMatchObject({ status: "stopped" });
    expect(report.connections.map(({ outcome }) => outcome)).toContain("stopped");
  });
});
