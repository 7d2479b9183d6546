import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectComplete, run, start } from "../start.ts";

const SIX = ["--json", "--streams", "6", "--streams-per-function", "3", "--source-resume"];
/** The next invocation comes after 4 seconds, and has as long again to take all over, on a busy machine, too. */
const SHORT = ["--lifetime", "10", "--handover-lead", "6"];

describe("a fleet", () => {
  it("carries six streams on two carriers, hands each from invocation to invocation, and stores all", async () => {
    const finished = await run(...SIX, ...SHORT, "--events", "60", "--rate", "5", "--stream-id", "s");
    expectComplete(finished, 360);
    const { fleet, connections, executions, lease } = finished.report;
    expect(fleet).toMatchObject({ carriers: 2, seats: 6 });
    expect(fleet?.handovers).toBeGreaterThanOrEqual(1);
    expect(fleet?.perStream.map(({ streamId }) => streamId)).toEqual([
      "s-1",
      "s-2",
      "s-3",
      "s-4",
      "s-5",
      "s-6",
    ]);
    for (const stream of fleet?.perStream ?? []) {
      expect(stream).toMatchObject({ status: "ended", stored: 60, lost: 0 });
      expect(stream.connections).toBeGreaterThanOrEqual(2);
    }
    expect(new Set(connections.map(({ carrier }) => carrier)).size).toBe(2);
    expect(executions).toBe(2);
    expect(lease).toBeNull();
  });

  it("loses nothing when whole carriers are killed, on a source that can resume, nor by successors", async () => {
    const kills = ["--crash-rate", "0.5", "--seed", "3", "--max-turns", "1"];
    const finished = await run(...SIX, ...SHORT, ...kills, "--events", "45", "--rate", "5");
    expectComplete(finished, 270);
    expect(finished.report.connections.map(({ outcome }) => outcome)).toContain("crashed");
    expect(finished.report.executions).toBeGreaterThan(2);
  });

  it("takes streams that are started while it runs, and ends one that is stopped", async () => {
    const { child, finished, narrated } = await start(
      ...["--json", "--streams", "0", "--events", "100000", "--rate", "20"],
    );
    const [, api = ""] = await narrated(/API: (\S+)\/connections /);
    const call = async (method: string, path: string) =>
      (await (await fetch(`${api}/connections${path}`, { method })).json()) as Record<string, unknown>;

    await Promise.all([call("POST", "/a"), call("POST", "/b")]);
    await narrated(/seats: 2/);
    await expect.poll(() => call("GET", "/a")).toMatchObject({ carrier: "#carrier/default/1" });
    const { connections } = (await call("GET", "")) as { connections: { streamId: string }[] };
    expect(connections.map(({ streamId }) => streamId).toSorted()).toEqual(["a", "b"]);
    expect(await call("POST", "/%23carrier%2Fdefault%2F1")).toMatchObject({
      error: { code: "STREAM_ID_INVALID" },
    });

    expect(await call("DELETE", "/a")).toMatchObject({ streamId: "a", status: "stopped" });
    await narrated(/seats: 1 .* over: 1/);
    child.kill("SIGINT");
    const { report, code, stderr } = await finished;
    expect(code, stderr).toBe(130);
    expect(stderr).toMatch(/\nStopped: \d+ of \d+ events of 2 streams stored/);
    const status = report.fleet?.perStream.map((stream) => [stream.streamId, stream.status]).toSorted();
    expect(status).toEqual([
      ["a", "stopped"],
      ["b", "stopped"],
    ]);
    expect(report.events).toMatchObject({ storedTwice: 0, unknown: 0 });
  });

  it("goes on without a gap when the execution of its carrier is stopped by hand", async () => {
    const { finished, narrated } = await start(
      ...["--json", "--streams", "2", "--events", "180", "--rate", "20", ...SHORT],
    );
    const [, stepFunctions = ""] = await narrated(/Step Functions: (\S+)/);
    await narrated(/seats: 2/);
    const executionArn = "arn:aws:states:us-east-1:000000000000:execution:carrierStateMachine:default-1-0";
    const stopped = await fetch(stepFunctions, {
      method: "POST",
      headers: { "x-amz-target": "AWSStepFunctions.StopExecution" },
      body: JSON.stringify({ executionArn }),
    });
    expect(stopped.status).toBe(200);
    const result = await finished;
    expectComplete(result, 360);
    expect(result.report.executions).toBe(2);
    expect(result.report.coverage?.gaps).toBe(0);
  });

  it("says in a sentence that the table of leases was made for streams of their own", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "own-table-"));
    const argv = ["--json", "--data-dir", dataDir, "--stream-id", "s", "--events", "10", "--rate", "20"];
    expectComplete(await run(...argv), 10);
    const { code, stderr } = await run(...argv, "--streams", "2");
    expect(code).toBe(1);
    expect(stderr).toContain("without the index byCarrier and byWaiting: give another --stream-id");
    expect(stderr).not.toContain("    at ");
  });
});
