import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MetricValues } from "../../src/index.ts";
import type { Invocation } from "../support/invocation.ts";
import { RelayStage } from "../support/relay-stage.ts";
import { type RelayWorld, startWorld } from "../support/relay-world.ts";
import { until } from "../support/until.ts";

let world: RelayWorld;
let stage: RelayStage;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => stage?.close());
afterAll(() => world.stop());

async function failureOf({ finished }: Invocation): Promise<unknown> {
  return finished.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Invocations before this one that have claimed and died. */
async function claimedInVain(times: number): Promise<void> {
  for (let epoch = 1; epoch <= times; epoch += 1) await stage.claim("A", epoch);
}

describe("a turn", () => {
  it("takes the failures back when it has stored an event, with its first checkpoint", async () => {
    stage = await RelayStage.open(world, {});
    await claimedInVain(3);
    const holder = stage.invoke("A", 4);
    await holder.settles(1);
    await until("it has said so", async () => (await stage.lease()).failures === 0);
    expect(await stage.lease()).toMatchObject({ epoch: 5, connections: 4 });
  });

  it("takes them back when its connection has been up for a while, though nothing has come", async () => {
    stage = await RelayStage.open(world, { faults: "stall-after-ms:0" });
    await claimedInVain(1);
    let writes = 0;
    world.proxy.decide = ({ operation, table }) => {
      if (operation === "UpdateItem" && table === "streams") writes += 1;
      return undefined;
    };
    const holder = stage.invoke("A", 2, { lifetimeMs: 140_000 });
    await until("it is up", async () => (await stage.lease()).connectedAtMs !== undefined);
    await stage.pass(24_000);
    expect((await stage.lease()).failures).toBe(2);
    await stage.pass(10_000);
    expect((await stage.lease()).failures).toBe(0);
    await stage.pass(40_000);
    expect(writes).toBe(["claim", "confirm", "sound"].length);
    expect(holder.isFinished).toBe(false);
  });

  it("that is killed after its claim leaves them as they were, and itself on top", async () => {
    stage = await RelayStage.open(world, {});
    await claimedInVain(4);
    expect(await stage.lease()).toMatchObject({ failures: 4 });
    expect(await stage.lease()).not.toHaveProperty("lastError");
  });

  it("that fails says why and since when, and counts on", async () => {
    stage = await RelayStage.open(world, {});
    await claimedInVain(1);
    const values: MetricValues[] = [];
    const run = { onMetrics: (given: MetricValues) => void values.push(given) };
    const first = stage.invoke("A", 2, { tableName: "no-such-table", run });
    expect(await failureOf(first)).toMatchObject({ name: "FlushError" });
    const failingSinceMs = stage.clock.nowMs;
    expect(await stage.lease()).toMatchObject({ failures: 2, failingSinceMs });
    await stage.clock.advance(5_000);
    await failureOf(stage.invoke("A", 3, { tableName: "no-such-table" }));
    expect(await stage.lease()).toMatchObject({ failures: 3, failingSinceMs });
    expect(values.filter(({ failedTurns }) => failedTurns === 1)).toHaveLength(1);
  });

  it("that fails after it has stored events counts as the first of its kind", async () => {
    stage = await RelayStage.open(world, {});
    await claimedInVain(5);
    const retry = { maxAttempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
    const holder = stage.invoke("A", 6, { sink: { retry } });
    await holder.settles(5);
    world.proxy.decide = ({ operation }) => (operation === "PutItem" ? "throttle" : undefined);
    expect(await failureOf(holder)).toMatchObject({ name: "FlushError" });
    const lease = await stage.lease();
    expect(lease).toMatchObject({ failures: 1, lastError: expect.stringMatching(/^FlushError/) });
    expect(lease.counts.stored).toBe(holder.sink.stats.stored);
  });

  it("whose source was down for all its time says so, and is counted", async () => {
    stage = await RelayStage.open(world, {});
    await stage.source.close();
    const values: MetricValues[] = [];
    const run = { onMetrics: (given: MetricValues) => void values.push(given) };
    const holder = stage.invoke("A", 1, { run });
    await stage.passUntilOver(holder);
    expect(await holder.report()).toMatchObject({ outcome: "expired", received: 0 });
    const { failures, lastError } = await stage.lease();
    expect({ failures, lastError }).toEqual({
      failures: 1,
      lastError: expect.stringContaining("ECONNREFUSED"),
    });
    expect(values.at(-1)).toMatchObject({ failedTurns: 1 });
  });

  it("whose claim could not be made is counted, where nobody can write it down", async () => {
    stage = await RelayStage.open(world, {});
    world.proxy.decide = ({ table, operation }) =>
      table === "streams" && operation === "UpdateItem" ? "throttle" : undefined;
    const values: MetricValues[] = [];
    const storeRetry = { maxAttempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
    const run = { onMetrics: (given: MetricValues) => void values.push(given) };
    expect(await failureOf(stage.invoke("A", 1, { storeRetry, run }))).toMatchObject({
      name: "LeaseRequestError",
    });
    expect(values).toEqual([{ failedTurns: 1 }]);
  });

  it("that sees the end of the stream forgets what went wrong before", async () => {
    stage = await RelayStage.open(world, { events: 25 });
    await failureOf(stage.invoke("A", 1, { tableName: "no-such-table" }));
    expect(await stage.lease()).toHaveProperty("lastError");
    const report = await stage.invoke("A", 2).report();
    const lease = await stage.lease();
    expect(lease).toMatchObject({ status: "ended", failures: 0, counts: { stored: report.stored } });
    expect(lease).not.toHaveProperty("lastError");
    expect(lease).not.toHaveProperty("failingSinceMs");
  });
});

describe("options that no request can be made with", () => {
  it.each([
    ["a header that is none", { headers: async () => ({ "bad header": "1" }) }],
    ["no URL", { url: "not a url" }],
  ])("%s end the stream as failed, with the remedy", async (_, stream) => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { stream });
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "refused", reason: expect.any(String) });
    const lease = await stage.lease();
    expect(lease).toMatchObject({ status: "failed", reason: report.reason });
  });
});
