import { readFile } from "node:fs/promises";
import { holderPace, SaveSchedule } from "@unbounded-streams/connection-manager";
import { OCCASIONAL_METRICS } from "@unbounded-streams/connection-manager/metric-names";
import { describe, expect, it } from "vitest";
import { ASSUMPTIONS, CARRIER, MONITORING, RELAY, SEAT } from "../src/assumptions.ts";
import { transitionsOf } from "./local-machine.ts";

const TENURE_MS = (ASSUMPTIONS.lifetimeSeconds - ASSUMPTIONS.handoverLeadSeconds) * 1_000;
const pace = holderPace(ASSUMPTIONS.handoverLeadSeconds * 1_000);
/** Claim, confirmation, that the turn is sound, and what is handed in after the handover. */
const OTHER_WRITES = 4;

/** Checkpoints of a stream that never rests, from its claim until the next connection has it. */
function checkpoints(): number {
  const schedule = new SaveSchedule({ claimedAtMs: 0, budget: { handoverAtMs: TENURE_MS }, pace });
  let count = 0;
  for (; schedule.dueMs <= TENURE_MS + (1_000 * CARRIER.overlapSeconds) / 2; count += 1) {
    schedule.passed(schedule.dueMs);
  }
  return count;
}

async function alarmMetrics(template: string): Promise<number> {
  const file = new URL(`../../../packages/cdk/test/fixtures/${template}.template.json`, import.meta.url);
  const { Resources } = JSON.parse(await readFile(file, "utf8")) as {
    Resources: Record<string, { Type: string; Properties: { Metrics?: { MetricStat?: unknown }[] } }>;
  };
  return Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties: { Metrics } }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1)
    .reduce((sum, count) => sum + count, 0);
}

describe("what is taken for granted", () => {
  it.each([
    ["relay", RELAY.transitionsPerConnection],
    ["carrier", CARRIER.transitionsPerInvocation],
  ] as const)("are the transitions of each connection of the machine: %s", async (strategy, each) => {
    const [few, many] = [await transitionsOf(strategy, 10), await transitionsOf(strategy, 30)];
    expect((many - few) / 20).toBe(each);
  });

  it("are the writes of the lease at the code's own pace", () => {
    expect(RELAY.writesPerConnection).toBe(checkpoints() + OTHER_WRITES);
    expect(SEAT.writesPerConnection).toBe(checkpoints() + OTHER_WRITES);
  });

  it("are the looks of a relay for a stop, where it does not write", () => {
    const looks = TENURE_MS / pace.saveIntervalMs - checkpoints();
    const ofHandover = (1_000 * RELAY.overlapSeconds) / pace.watchIntervalMs;
    expect(RELAY.readUnitsPerConnection).toBeGreaterThan(looks + ofHandover);
    expect(RELAY.readUnitsPerConnection).toBeLessThan(looks + ofHandover + 10);
  });

  it("are the metrics that alarms look at, by the construct's templates", async () => {
    expect(MONITORING.alarmMetrics).toBe(await alarmMetrics("defaults"));
    expect(MONITORING.alarmMetrics + MONITORING.fleetAlarmMetrics).toBe(await alarmMetrics("fleet"));
  });

  it("are metrics that have no value while there is no trouble", () => {
    expect(OCCASIONAL_METRICS).toEqual(
      expect.arrayContaining([...MONITORING.trouble, ...MONITORING.fleetTrouble]),
    );
  });
});
