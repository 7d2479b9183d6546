import type { DynamoDbCall } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OwnedClock } from "../support/owned-clock.ts";
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

const quickRetries = { maxAttempts: 3, baseDelayMs: 1, maxDelayMs: 1 };

/** The error with which an invocation failed. */
async function failureOf(invocation: { finished: Promise<unknown> }): Promise<unknown> {
  return invocation.finished.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The sequence numbers up to the lease's checkpoint that are not in the table: there must never be one. */
async function missingUpToCheckpoint(): Promise<number[]> {
  const { checkpoint } = await stage.lease();
  const stored = new Set(await stage.storedSeqs());
  const { events } = stage.truth;
  const upTo = events.findIndex(({ id }) => id === checkpoint);
  const firstSeq = stage.truth.connections[0]?.firstSeq ?? 1;
  return events
    .slice(0, upTo + 1)
    .map(({ seq }) => seq)
    .filter((seq) => seq >= firstSeq && !stored.has(seq));
}

/** Lets the writes of events through up to a sequence number; later ones wait. */
class SequenceGate {
  private upTo = Number.POSITIVE_INFINITY;
  private held: { seq: number; release: () => void }[] = [];

  get waiting(): number {
    return this.held.length;
  }

  async pass({ operation, body }: DynamoDbCall): Promise<undefined> {
    const seq = Number(/\\"seq\\":(\d+)/.exec(body)?.[1]);
    if (operation !== "PutItem" || seq <= this.upTo) return;
    await new Promise<void>((release) => this.held.push({ seq, release }));
  }

  openUpTo(seq: number): void {
    this.upTo = seq;
    const free = this.held.filter((each) => each.seq <= seq);
    this.held = this.held.filter((each) => each.seq > seq);
    for (const { release } of free) release();
  }
}

describe("the checkpoint on the lease", () => {
  it("never passes an event that is not in the table, however the writes overtake each other", async () => {
    // Of a source in real time there is ever more to look through, the slower the machine.
    const sourceTime = new OwnedClock(0);
    stage = await RelayStage.open(world, { rate: 200, clock: sourceTime.forSource() });
    let puts = 0;
    world.proxy.decide = async ({ operation }) => {
      if (operation !== "PutItem") return undefined;
      puts += 1;
      if (puts % 3 === 0) await stage.clock.advance(0);
      return puts % 5 === 0 ? "throttle" : undefined;
    };
    const retry = { baseDelayMs: 5, maxDelayMs: 20 };
    const holder = stage.invoke("A", 1, { lifetimeMs: 900_000, sink: { retry } });
    await until("it is connected", () => stage.truth.connections.length === 1);
    const seen = new Set<string | undefined>();
    while (seen.size < 5) {
      const { received } = holder.sink.stats;
      await sourceTime.advance(100);
      await holder.settles(received + 5);
      await until("its keeper sleeps", () => holder.system.sleepers > 0);
      await stage.clock.advance(4_000);
      expect(await missingUpToCheckpoint()).toEqual([]);
      seen.add((await stage.lease()).checkpoint);
    }
    expect(holder.isFinished).toBe(false);
  });

  it("does not count on events that came while it waited for those before them", async () => {
    stage = await RelayStage.open(world, {});
    const gate = new SequenceGate();
    world.proxy.decide = (call) => gate.pass(call);
    const holder = stage.invoke("A", 1);
    await holder.settles(5);
    await until("there is a checkpoint", async () => (await stage.lease()).checkpoint !== undefined);
    await stage.pass(0);
    const before = (await stage.lease()).checkpoint;
    const received = () => holder.sink.stats.received;
    gate.openUpTo(stage.truth.events.length);
    await until("an event is stuck", () => gate.waiting > 0);
    await stage.clock.advance(4_000);
    const atSave = (stage.truth.connections[0]?.firstSeq ?? 1) + received() - 1;
    await until("more events come", () => received() > atSave + 5);
    gate.openUpTo(atSave);
    await until("the checkpoint moves", async () => (await stage.lease()).checkpoint !== before);
    expect(gate.waiting).toBeGreaterThan(0);
    expect(await missingUpToCheckpoint()).toEqual([]);
    gate.openUpTo(Number.POSITIVE_INFINITY);
  });

  it("stays before what is stuck in the table; stop and successor are seen all the same", async () => {
    stage = await RelayStage.open(world, {});
    const release = Promise.withResolvers<undefined>();
    let stuckSince = Number.POSITIVE_INFINITY;
    const holder = stage.invoke("A", 1);
    await holder.settles(5);
    let looks = 0;
    world.proxy.decide = ({ operation, body }) => {
      if (operation === "GetItem") looks += 1;
      if (operation !== "PutItem") return undefined;
      const seq = Number(/\\"seq\\":(\d+)/.exec(body)?.[1]);
      stuckSince = Math.min(stuckSince, seq);
      return release.promise;
    };
    await until("an event is stuck", () => stuckSince < Number.POSITIVE_INFINITY);
    /** Passes time while the table is stuck: whenever the keeper sleeps, a little. */
    const passUntil = async (what: string, holds: () => boolean) => {
      while (!holds()) {
        await until(`it sleeps, or ${what}`, () => holds() || holder.system.sleepers > 0);
        if (!holds()) await stage.clock.advance(250);
      }
    };
    await passUntil("it has looked at the lease twice", () => looks >= 2);
    expect(await missingUpToCheckpoint()).toEqual([]);
    await stage.store.stop({ streamId: stage.streamId });
    const stoppedAtMs = stage.clock.nowMs;
    await passUntil("the request is let go", () => stage.truth.connections[0]?.endedAt !== null);
    expect(stage.clock.nowMs - stoppedAtMs).toBeLessThanOrEqual(5_000);
    expect(holder.isFinished).toBe(false);
    expect(await missingUpToCheckpoint()).toEqual([]);
    release.resolve(undefined);
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "stopped" });
    expect(await stage.stored()).toHaveLength(report.received);
    expect((await stage.lease()).checkpoint).toBe(report.checkpoint);
    expect(await missingUpToCheckpoint()).toEqual([]);
  });
});

describe("an event that cannot be stored", () => {
  it("for want of a table fails loudly, and the lease has not moved but says why", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { tableName: "no-such-table" });
    expect(await failureOf(holder)).toMatchObject({ name: "FlushError", code: "FLUSH_FAILED" });
    const lease = await stage.lease();
    expect(lease).toMatchObject({ status: "running", epoch: 2, counts: { stored: 0 }, failures: 1 });
    expect(lease.lastError).toMatch(/^FlushError: .*no-such-table/s);
    expect(lease.failingSinceMs).toBe(stage.clock.nowMs);
    expect(lease).not.toHaveProperty("checkpoint");
    await until("its connection is closed", () => stage.truth.connections[0]?.endedAt !== null);
  });

  it("because the table throttles for ever fails loudly, and the checkpoint stays before it", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { sink: { retry: quickRetries } });
    await holder.settles(10);
    world.proxy.decide = ({ operation }) => (operation === "PutItem" ? "throttle" : undefined);
    const failure = await failureOf(holder);
    expect(failure).toMatchObject({ name: "FlushError" });
    expect(String(failure)).toContain("ProvisionedThroughputExceededException");
    expect(await missingUpToCheckpoint()).toEqual([]);
    expect((await stage.lease()).status).toBe("running");
  });

  it("is heard of within one save when the stream falls silent after it", async () => {
    stage = await RelayStage.open(world, { faults: "stall-after-events:3" });
    world.proxy.decide = ({ operation }) => (operation === "PutItem" ? "throttle" : undefined);
    const holder = stage.invoke("A", 1, { sink: { retry: quickRetries } });
    await until("all writes have failed", () => holder.sink.stats.failed > 0);
    await stage.pass(4_000);
    expect(await failureOf(holder)).toMatchObject({ name: "FlushError" });
  });
});

describe("data that every connection would meet again", () => {
  it("fails loudly where that is asked for; what came before it is stored and on the lease", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { stream: { maxFrameBytes: 40_000 } });
    await holder.settles(10);
    const broken = stage.invoke("A", 2, { stream: { maxFrameBytes: 10 }, run: { onInvalid: "fail" } });
    expect(await failureOf(broken)).toMatchObject({ code: "FRAME_TOO_LARGE" });
    expect(await stage.lease()).toMatchObject({ status: "running", epoch: 3 });
  });
});

describe("a lease table that cannot be reached", () => {
  it("at the claim fails loudly, before any request to the source", async () => {
    stage = await RelayStage.open(world, {});
    world.proxy.decide = ({ table }) => (table === "streams" ? "throttle" : undefined);
    const holder = stage.invoke("A", 1, { storeRetry: quickRetries });
    expect(await failureOf(holder)).toMatchObject({
      name: "LeaseRequestError",
      code: "LEASE_REQUEST_FAILED",
    });
    expect(holder.requests).toHaveLength(0);
  });

  it("later, for a while, ends nothing: the stream is read on, and the lease is kept again afterwards", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { storeRetry: quickRetries });
    await holder.settles(10);
    await stage.pass(0);
    world.proxy.decide = ({ table }) => (table === "streams" ? "throttle" : undefined);
    await stage.clock.advance(4_000);
    await holder.settles(holder.sink.stats.stored + 10);
    world.proxy.reset();
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(holder);
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "stopped", reconnects: 0 });
    expect(await stage.stored()).toHaveLength(report.stored);
    expect((await stage.lease()).counts.stored).toBe(report.stored);
  });

  it("when the connection comes up keeps nothing from being read, and confirms it afterwards", async () => {
    stage = await RelayStage.open(world, {});
    const confirms = ({ table, body }: Pick<DynamoDbCall, "table" | "body">) =>
      table === "streams" && body.includes("if_not_exists(#connectedAt");
    world.proxy.decide = (call) => (confirms(call) ? "throttle" : undefined);
    const holder = stage.invoke("A", 1, { storeRetry: quickRetries });
    await holder.settles(20);
    expect(await stage.lease()).not.toHaveProperty("connectedAtMs");
    world.proxy.reset();
    await stage.pass(2_000);
    await until("the connection is confirmed", async () => (await stage.lease()).connectedAtMs !== undefined);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(holder);
    expect(await holder.report()).toMatchObject({ outcome: "stopped", reconnects: 0 });
  });

  it("when a dropped connection must know whether it may be opened again, fails loudly", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { storeRetry: quickRetries });
    await holder.settles(10);
    world.proxy.decide = ({ table }) => (table === "streams" ? "throttle" : undefined);
    stage.source.setFaults(stage.streamId, "drop-after-ms:0", "now");
    expect(await failureOf(holder)).toMatchObject({ name: "LeaseRequestError" });
    expect(holder.requests).toHaveLength(1);
  });
});
