import { readFile } from "node:fs/promises";
import { holderPace, SaveSchedule } from "@unbounded-streams/connection-manager";
import { OCCASIONAL_METRICS } from "@unbounded-streams/connection-manager/metric-names";
import {
  DEFAULT_ROUND_MS,
  LOOK_MS,
  OFFERED_MS,
  PEERS_AT_ONCE,
  PEERS_MS,
} from "@unbounded-streams/stream-fleet";
import { describe, expect, it } from "vitest";
import { ASSUMPTIONS, CARRIER, MONITORING, RELAY } from "../src/assumptions.ts";
import { readUnitsPerConnection, tenureSeconds, writesPerConnection } from "../src/tenure.ts";
import { transitionsOf } from "./local-machine.ts";

const LIFETIMES = [60, 61, 90, 91, 120, 300, 315, 601, 899, ASSUMPTIONS.lifetimeSeconds];
const pace = holderPace(ASSUMPTIONS.handoverLeadSeconds * 1_000);
/** Claim, confirmation, that the turn is sound, and what is handed in after the handover. */
const OTHER_WRITES = 4;

/** Checkpoints of a stream that never rests, from its claim until the next connection has it. */
function checkpoints(lifetimeSeconds: number): number {
  const handoverAtMs = tenureSeconds(lifetimeSeconds) * 1_000;
  const schedule = new SaveSchedule({ claimedAtMs: 0, budget: { handoverAtMs }, pace });
  let count = 0;
  for (; schedule.dueMs <= handoverAtMs + (1_000 * CARRIER.overlapSeconds) / 2; count += 1) {
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

  it.each(LIFETIMES)("are the writes of the lease at the code's own pace, in a life of %i s", (lifetime) => {
    expect(writesPerConnection(lifetime)).toBe(checkpoints(lifetime) + OTHER_WRITES);
  });

  it.each(LIFETIMES)(
    "are the looks of a relay for a stop, where it does not write, in a life of %i s",
    (lifetime) => {
      const looks = (tenureSeconds(lifetime) * 1_000) / pace.saveIntervalMs - checkpoints(lifetime);
      const ofHandover = (1_000 * RELAY.overlapSeconds) / pace.watchIntervalMs;
      expect(readUnitsPerConnection(lifetime)).toBeGreaterThan(looks + ofHandover);
      expect(readUnitsPerConnection(lifetime)).toBeLessThan(looks + ofHandover + 10);
    },
  );

  it("are, of the usual life, 23 writes and 210 reads", () => {
    expect(writesPerConnection(ASSUMPTIONS.lifetimeSeconds)).toBe(23);
    expect(readUnitsPerConnection(ASSUMPTIONS.lifetimeSeconds)).toBe(210);
  });

  it("are the fleet's own looks", () => {
    expect(CARRIER).toMatchObject({
      ...{ roundMs: DEFAULT_ROUND_MS, offeredMs: OFFERED_MS, lookMs: LOOK_MS },
      ...{ peersMs: PEERS_MS, peersAtOnce: PEERS_AT_ONCE },
    });
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
