import { afterEach, describe, expect, it } from "vitest";
import { METRICS, METRICS_NAMESPACE } from "../../src/metrics/metric-names.ts";
import { emfLines, valuesOf } from "../support/emf.ts";
import { runBundle } from "../support/run-bundle.ts";
import { KEY, type Stage, setUp } from "../support/stage.ts";
import { until } from "../support/until.ts";

let stage: Stage;
afterEach(() => stage?.stop());

const SERVICE = "streams-test";
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Runs one turn of the relay in the bundle, with metrics at short intervals. */
function turn(holder: string, expectedEpoch: number, changes: Record<string, string> = {}): Promise<string> {
  return runBundle({
    ...stage.environment,
    ...stage.relayEnvironment,
    POWERTOOLS_SERVICE_NAME: SERVICE,
    METRICS_INTERVAL_MS: "100",
    RESUME: "header:Last-Event-ID",
    TURN: JSON.stringify({ holder, expectedEpoch, awsRequestId: `request-${holder}-${expectedEpoch}` }),
    ...changes,
  });
}

async function begin(): Promise<void> {
  await stage.leases.begin({ streamId: "s1", executionArn: "execution-1" });
}

describe("the metrics of the deployed function", () => {
  it("come whatever the log level is; for lines, its own level goes before Lambda's", async () => {
    stage = await setUp({ events: 20, rate: 100, resume: true });
    await begin();
    const levels = { POWERTOOLS_LOG_LEVEL: "ERROR", AWS_LAMBDA_LOG_LEVEL: "INFO" };
    const output = await turn("run/A", 1, levels);
    expect(output).toMatch(/RETURNED .*"stored":20/);
    expect(output).not.toContain('"level":"INFO"');
    expect(sum(valuesOf(emfLines(output), "EventsStored"))).toBe(20);
  });

  it("have the names and units that dashboards read, come while it runs, and add up to its report", async () => {
    stage = await setUp({
      events: 60,
      rate: 100,
      resume: true,
      faults: [{ kind: "drop-after-events", value: 20, next: 1 }],
    });
    await begin();
    const output = await turn("run/A", 1);
    const report = JSON.parse(output.match(/RETURNED (.*)/)?.[1] ?? "{}");
    const lines = emfLines(output);
    const units = new Map(Object.values(METRICS).map(({ name, unit }): [string, string] => [name, unit]));
    for (const { _aws } of lines) {
      const [directive] = _aws.CloudWatchMetrics;
      expect(directive).toMatchObject({ Namespace: METRICS_NAMESPACE, Dimensions: [["service"]] });
      for (const { Name, Unit } of directive?.Metrics ?? [])
        expect([Name, Unit]).toEqual([Name, units.get(Name)]);
    }
    expect(lines[0]).toMatchObject({ service: SERVICE, streamId: "s1", requestId: "request-run/A-1" });
    expect(valuesOf(lines, "EventsReceived").length).toBeGreaterThan(1);
    expect(sum(valuesOf(lines, "EventsReceived"))).toBe(report.received);
    expect(sum(valuesOf(lines, "EventsStored"))).toBe(60);
    expect(sum(valuesOf(lines, "DuplicateEvents"))).toBe(report.duplicates);
    expect(sum(valuesOf(lines, "Reconnects"))).toBe(1);
    expect(valuesOf(lines, "GapSeconds")).toEqual([expect.any(Number)]);
    expect(valuesOf(lines, "ConnectionAgeSeconds").every((age) => age >= 0 && age < 60)).toBe(true);
    expect(output).not.toContain(KEY);
  });

  it("are given for each stream too when that is asked for", async () => {
    stage = await setUp({ events: 3, rate: 100 });
    await begin();
    const lines = emfLines(await turn("run/A", 1, { METRICS_PER_STREAM: "true" }));
    expect(lines.length).toBeGreaterThan(0);
    for (const { _aws, service, streamId } of lines) {
      expect(_aws.CloudWatchMetrics[0]?.Dimensions).toEqual([["service"], ["service", "streamId"]]);
      expect([service, streamId]).toEqual([SERVICE, "s1"]);
    }
  });

  it("say how long both connections of a handover were up, and that there was no gap", async () => {
    stage = await setUp({ rate: 200, resume: true, mode: "shared" });
    await begin();
    const old = turn("run/A", 1);
    await until("A is connected", async () => (await stage.leases.read("s1"))?.checkpoint !== undefined);
    const successor = turn("run/B", 2);
    const oldLines = emfLines(await old);
    await stage.leases.stop({ streamId: "s1" });
    const successorLines = emfLines(await successor);
    expect(valuesOf(oldLines, "HandoverOverlapMs")).toEqual([expect.any(Number)]);
    expect(valuesOf(oldLines, "HandoverOverlapMs")[0]).toBeGreaterThan(0);
    expect(valuesOf(successorLines, "HandoverOverlapMs")).toEqual([]);
    expect(valuesOf([...oldLines, ...successorLines], "GapSeconds")).toEqual([]);
  });

  it("have the gap that a branch finds when its last invocation has died", async () => {
    stage = await setUp({ events: 5, rate: 100 });
    await begin();
    const deadlineMs = Date.now() - 5_000;
    const times = { handoverAtMs: deadlineMs - 4_000, expiresAtMs: deadlineMs + 60_000 };
    await stage.leases.claim({
      streamId: "s1",
      holder: "run/A",
      claimId: "dead",
      expectedEpoch: 1,
      ...times,
    });
    await stage.leases.confirm({ streamId: "s1", epoch: 2, claimId: "dead" });
    const [gap = 0] = valuesOf(emfLines(await turn("run/A", 2)), "GapSeconds");
    expect(gap).toBeGreaterThan(5);
    expect(gap).toBeLessThan(60);
  });

  it("have a last value when the connection fails", async () => {
    stage = await setUp({ key: "another" });
    await begin();
    const output = await turn("run/A", 1, { METRICS_INTERVAL_MS: "60000" });
    expect(output).toMatch(/THROWN StreamRefusedError/);
    expect(valuesOf(emfLines(output), "EventsReceived")).toEqual([0]);
  });

  it("are not there without a lease, nor when they are switched off", async () => {
    stage = await setUp({ events: 3, rate: 100 });
    expect(emfLines(await runBundle({ ...stage.environment, METRICS_INTERVAL_MS: "1" }))).toEqual([]);
    await begin();
    expect(emfLines(await turn("run/A", 1, { POWERTOOLS_METRICS_DISABLED: "true" }))).toEqual([]);
  });
});
