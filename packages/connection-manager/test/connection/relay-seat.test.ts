import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SteeredConnection } from "../../src/index.ts";
import type { Invocation, InvocationOptions } from "../support/invocation.ts";
import { RelayStage } from "../support/relay-stage.ts";
import { type RelayWorld, startWorld } from "../support/relay-world.ts";
import { until } from "../support/until.ts";

const CARRIER = "#carrier/default/1";

let world: RelayWorld;
let stage: RelayStage;
/** Operations that DynamoDB was asked for since the last look. */
let asked: string[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => stage?.close());
afterAll(() => world.stop());

/** A seat of a carrier, with far to go to its handover, and what steers it. */
function seat(expectedEpoch: number, options: InvocationOptions = {}): [Invocation, SteeredConnection] {
  let steered: SteeredConnection | undefined;
  const attach = (connection: SteeredConnection) => {
    steered = connection;
  };
  const invocation = stage.invoke("A", expectedEpoch, {
    carrier: CARRIER,
    lifetimeMs: 900_000,
    ...options,
    run: { attach, ...options.run },
  });
  if (steered === undefined) throw new Error("a connection gives the means to steer it at once");
  return [invocation, steered];
}

/** A seat on a stream that has fallen silent, and whose checkpoint is saved. */
async function silentSeat(options: InvocationOptions = {}): Promise<[Invocation, SteeredConnection]> {
  stage = await RelayStage.open(world, { mode: "shared", faults: "stall-after-events:20" });
  const [invocation, steered] = seat(1, options);
  await invocation.settles(20);
  await stage.pass(60_000);
  world.proxy.decide = ({ operation }) => {
    asked.push(operation);
    return undefined;
  };
  asked = [];
  return [invocation, steered];
}

async function isConfirmed(expected: string): Promise<void> {
  await until("the successor is confirmed", async () => {
    const { holder, connectedAtMs } = await stage.lease();
    return holder === expected && connectedAtMs !== undefined;
  });
}

describe("a seat of a carrier", () => {
  it("asks nothing of the table while nothing moves", async () => {
    const [invocation] = await silentSeat();
    await stage.pass(50_000);
    expect(asked).toEqual([]);
    expect(invocation.isFinished).toBe(false);
    expect((await stage.lease()).counts.received).toBe(20);
  });

  it("sees a stop when it is told to look", async () => {
    const [invocation, steered] = await silentSeat();
    await stage.store.stop({ streamId: stage.streamId });
    await stage.pass(30_000);
    expect(invocation.isFinished).toBe(false);
    steered.check();
    expect(await stage.passUntilOver(invocation)).toBeLessThan(1_000);
    expect((await invocation.report()).outcome).toBe("stopped");
  });

  it("looks again at the next interval when the table did not answer", async () => {
    const [invocation, steered] = await silentSeat({ storeRetry: { maxAttempts: 2, baseDelayMs: 0 } });
    await stage.store.stop({ streamId: stage.streamId });
    let failures = 2;
    world.proxy.decide = () => {
      failures -= 1;
      return failures >= 0 ? "fail" : undefined;
    };
    steered.check();
    expect(await stage.passUntilOver(invocation)).toBeLessThanOrEqual(5_000);
    expect(failures).toBeLessThan(0);
    expect((await invocation.report()).outcome).toBe("stopped");
  });

  it("sees another holder at once when it watches", async () => {
    const [invocation, steered] = await silentSeat();
    steered.watch();
    await stage.pass(10_000);
    expect(invocation.isFinished).toBe(false);
    const successor = stage.invoke("B", 2);
    await isConfirmed("B");
    expect(await stage.passUntilOver(invocation)).toBeLessThanOrEqual(1_000);
    expect((await invocation.report()).outcome).toBe("superseded");
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(successor);
  });

  it.each([
    ["reads on, at its next look", "overlap", 4_500],
    ["must let go, at once", "single", 1_000],
  ] as const)(
    "sees its successor from the handover on by itself: one that %s",
    async (_, connectionMode, withinMs) => {
      const [invocation] = await silentSeat({ lifetimeMs: 120_000, connectionMode });
      await stage.pass(40_000);
      const successor = stage.invoke("B", 2);
      await isConfirmed("B");
      expect(await stage.passUntilOver(invocation)).toBeLessThanOrEqual(withinMs);
      expect((await invocation.report()).outcome).toBe("superseded");
      await stage.store.stop({ streamId: stage.streamId });
      await stage.passUntilOver(successor);
    },
  );

  it("leaves as expired when it is told to, with everything durable and on the lease", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const [invocation, steered] = seat(1);
    await invocation.settles(20);
    expect(steered.received).toBeGreaterThanOrEqual(20);
    steered.leave();
    await stage.passUntilOver(invocation);
    const report = await invocation.report();
    expect(report.outcome).toBe("expired");
    expect(report.stored).toBe(report.received);
    expect(await stage.lease()).toMatchObject({
      status: "running",
      checkpoint: report.checkpoint,
      counts: { received: report.received },
    });
  });

  it("claims nothing when it was told to leave before", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const attach = (connection: SteeredConnection) => connection.leave();
    const invocation = stage.invoke("A", 1, { carrier: CARRIER, run: { attach } });
    expect(await invocation.report()).toMatchObject({ outcome: "expired", received: 0 });
    expect((await stage.lease()).epoch).toBe(1);
    expect(invocation.requests).toEqual([]);
  });

  it("is up with its first connection, and no longer waited for when there is none", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const [invocation, steered] = seat(1);
    await steered.up;
    expect(invocation.requests).toHaveLength(1);
    const [loser, lost] = seat(7);
    await lost.up;
    expect((await loser.report()).outcome).toBe("superseded");
    steered.leave();
    await stage.passUntilOver(invocation);
  });
});
