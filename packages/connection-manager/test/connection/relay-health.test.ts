import type { ServerResponse } from "node:http";
import { concatenatedJson } from "@unbounded-streams/stream-reader";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MetricValues } from "../../src/index.ts";
import type { Invocation, InvocationOptions } from "../support/invocation.ts";
import { RelayStage } from "../support/relay-stage.ts";
import { type RelayWorld, startWorld } from "../support/relay-world.ts";
import { type Served, serve } from "../support/serve.ts";
import { until } from "../support/until.ts";

let world: RelayWorld;
let stage: RelayStage;
let served: Served | undefined;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await stage?.close();
  served?.close();
  served = undefined;
});
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

  it("that fails after it has stored events takes back half of the failures before it", async () => {
    stage = await RelayStage.open(world, {});
    await claimedInVain(5);
    const retry = { maxAttempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
    const holder = stage.invoke("A", 6, { sink: { retry } });
    await holder.settles(5);
    world.proxy.decide = ({ operation }) => (operation === "PutItem" ? "throttle" : undefined);
    expect(await failureOf(holder)).toMatchObject({ name: "FlushError" });
    const lease = await stage.lease();
    expect(lease).toMatchObject({ failures: 3, lastError: expect.stringMatching(/^FlushError/) });
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

/** An invocation whose every value of `failedTurns` is seen. */
function counted(holder: string, expectedEpoch: number, options: InvocationOptions = {}) {
  let failedTurns = 0;
  const onMetrics = (values: MetricValues) => {
    failedTurns += values.failedTurns ?? 0;
  };
  const invocation = stage.invoke(holder, expectedEpoch, { ...options, run: { onMetrics } });
  return { invocation, failedTurns: () => failedTurns };
}

/** Times of a turn that is handed over after 20 s, saved every 4 s. */
const LONG_TURN = { lifetimeMs: 40_000, handoverLeadMs: 20_000 };

describe("a turn whose source is in trouble while another one takes over", () => {
  it("says why and since when while it goes on, and is counted", async () => {
    stage = await RelayStage.open(world, {});
    await stage.source.close();
    const { invocation, failedTurns } = counted("A", 1, LONG_TURN);
    await stage.pass(4_000);
    await until("it has said so", async () => (await stage.lease()).lastError !== undefined);
    const { lastError, failingSinceMs } = await stage.lease();
    expect({ lastError, failingSinceMs }).toEqual({
      lastError: expect.stringContaining("ECONNREFUSED"),
      failingSinceMs: stage.clock.nowMs,
    });
    await stage.pass(16_000);
    await stage.claim("B", 2);
    await stage.passUntilOver(invocation);
    expect((await invocation.report()).outcome).toBe("superseded");
    expect(await stage.lease()).toMatchObject({ failures: 2, lastError, failingSinceMs });
    expect(failedTurns()).toBe(1);
  });

  it.each([
    [
      "answers and breaks",
      "broken off",
      (response: ServerResponse) => void setImmediate(() => response.destroy()),
    ],
    ["answers and closes", "closed by the source", (response: ServerResponse) => void response.end()],
  ])("is counted also when it %s every time", async (_, why, then) => {
    served = await serve((response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" }).flushHeaders();
      then(response);
    });
    stage = await RelayStage.open(world, {});
    const { invocation, failedTurns } = counted("A", 1, { ...LONG_TURN, stream: { url: served.url } });
    await stage.pass(20_500);
    expect(served.requests.length).toBeGreaterThan(3);
    await stage.claim("B", 2);
    await stage.passUntilOver(invocation);
    expect((await invocation.report()).outcome).toBe("superseded");
    expect(await stage.lease()).toMatchObject({ failures: 2, lastError: expect.stringContaining(why) });
    expect(failedTurns()).toBe(1);
  });

  it("is not counted when it was up, though nothing has come", async () => {
    stage = await RelayStage.open(world, { faults: "stall-after-ms:0" });
    const { invocation, failedTurns } = counted("A", 1, LONG_TURN);
    await until("it is up", async () => (await stage.lease()).connectedAtMs !== undefined);
    await stage.pass(20_500);
    expect(await stage.lease()).toMatchObject({ failures: 0 });
    await stage.store.claim({
      streamId: stage.streamId,
      holder: "B",
      claimId: "claim-B",
      expectedEpoch: 2,
      handoverAtMs: stage.clock.nowMs + 20_000,
      expiresAtMs: stage.clock.nowMs + 100_000,
    });
    await stage.store.confirm({ streamId: stage.streamId, epoch: 3, claimId: "claim-B" });
    await stage.passUntilOver(invocation);
    expect((await invocation.report()).outcome).toBe("superseded");
    expect(failedTurns()).toBe(0);
    expect(await stage.lease()).not.toHaveProperty("lastError");
  });
});

describe("a source that sends what cannot be stored, and then breaks for good", () => {
  const key = { field: "/id" } as const;
  const JSON_TEXTS = { format: concatenatedJson(), run: { key }, sink: { key } };

  it("is asked ever more seldom: the same dead letter again is no progress", async () => {
    served = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" }).write('{"no":"id"} }');
    });
    stage = await RelayStage.open(world, {});
    for (let epoch = 1; epoch <= 4; epoch += 1) {
      const turn = stage.invoke("A", epoch, { ...JSON_TEXTS, stream: { url: served.url } });
      expect(await failureOf(turn)).toMatchObject({ code: "FRAME_INVALID" });
      expect(turn.sink.stats.deadLettered).toBe(1);
      expect((await stage.lease()).failures).toBe(epoch);
    }
  });

  it("is asked at the pace of the first failure while each connection brings something new", async () => {
    served = await serve((response, _, count) => {
      response.writeHead(200, { "content-type": "application/json" }).write(`{"id":${count}} }`);
    });
    stage = await RelayStage.open(world, {});
    await claimedInVain(6);
    const failures: number[] = [];
    for (let epoch = 7; epoch <= 10; epoch += 1) {
      await failureOf(stage.invoke("A", epoch, { ...JSON_TEXTS, stream: { url: served.url } }));
      failures.push((await stage.lease()).failures);
    }
    expect(failures).toEqual([3, 2, 1, 1]);
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
