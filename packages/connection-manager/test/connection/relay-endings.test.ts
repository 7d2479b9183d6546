import type { StreamSourceOptions } from "@unbounded-streams/stream-source";
import type { Fault } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { InvocationOptions } from "../support/invocation.ts";
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

/** Opens a stage whose source makes events, and answers late, only as its own time is moved. */
async function openWithSourceTime(options: StreamSourceOptions): Promise<OwnedClock> {
  const sourceTime = new OwnedClock(0);
  stage = await RelayStage.open(world, { ...options, clock: sourceTime.forSource() });
  return sourceTime;
}

async function isAsked(): Promise<void> {
  await until("the source has been asked", () => stage.truth.state !== "waiting");
}

async function areConnected(count: number): Promise<void> {
  await until(`${count} are connected`, () => stage.truth.connections.length === count);
}

describe("a source that refuses for good", () => {
  it.each([401, 403])(
    "with %i is asked once more with fresh credentials, then the stream has failed",
    async (status) => {
      stage = await RelayStage.open(world, { faults: `refuse:${status}` });
      const holder = stage.invoke("A", 1);
      const report = await holder.report();
      expect(report).toMatchObject({ outcome: "refused", received: 0, reconnects: 1 });
      expect(report.reason).toContain(String(status));
      expect(holder.requests.map(({ refresh }) => refresh)).toEqual([false, true]);
      expect(await stage.lease()).toMatchObject({ status: "failed", reason: report.reason });
    },
  );

  it("with 401 to a key that has just been rotated is served with the new one", async () => {
    stage = await RelayStage.open(world, { faults: "refuse:401:next=1,refuse:502:next=1" });
    const holder = stage.invoke("A", 1);
    while (holder.requests.length < 3) await stage.pass(150);
    await holder.settles(10);
    expect(holder.requests.map(({ refresh }) => refresh)).toEqual([false, true, false]);
    expect(await stage.lease()).toMatchObject({ status: "running" });
  });

  it.each([400, 404, 410])("with %i is not asked again", async (status) => {
    stage = await RelayStage.open(world, { faults: `refuse:${status}` });
    const holder = stage.invoke("A", 1);
    expect(await holder.report()).toMatchObject({ outcome: "refused", reconnects: 0 });
    expect((await holder.finished).cause).toMatchObject({ status });
    expect(holder.requests).toHaveLength(1);
    expect((await stage.lease()).status).toBe("failed");
  });

  it("says nothing of the stream to a connection that has lost it meanwhile", async () => {
    const sourceTime = await openWithSourceTime({
      faults: "connect-delay-ms:50:next=1,refuse:404:next=1",
    });
    const old = stage.invoke("A", 1);
    await isAsked();
    await stage.claim("B", 2);
    await sourceTime.advance(50);
    expect((await old.report()).outcome).toBe("superseded");
    expect(await stage.lease()).toMatchObject({ status: "running", holder: "B", epoch: 3 });
  });
});

describe("the end of a stream", () => {
  it.each<[string, number, InvocationOptions]>([
    ["a message", 25, {}],
    ["a declared status", 0, { endSignals: ["status:410"] }],
  ])("said by %s is the end of the lease", async (_, events, options) => {
    stage = await RelayStage.open(world, events > 0 ? { events } : { faults: "refuse:410" });
    const holder = stage.invoke("A", 1, options);
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "ended", received: events, stored: events });
    const lease = await stage.lease();
    expect(lease).toMatchObject({ status: "ended", reason: report.signal, counts: { stored: events } });
    expect(lease.checkpoint).toBe(events === 0 ? undefined : stage.truth.events.at(-1)?.id);
  });

  it("found by a later connection (204) is the end, too", async () => {
    stage = await RelayStage.open(world, { events: 10, faults: "cut-record-after-events:9:next=1" });
    const holder = stage.invoke("A", 1);
    await until("the source has ended", () => stage.truth.state === "ended");
    const report = await holder.report();
    expect(report.outcome).toBe("ended");
    expect((await stage.lease()).status).toBe("ended");
  });

  it("met by the old connection while the successor has claimed leaves the lease to the successor", async () => {
    const sourceTime = await openWithSourceTime({ events: 60, mode: "shared" });
    const old = stage.invoke("A", 1);
    await areConnected(1);
    await sourceTime.advance(200);
    await old.settles(5);
    await stage.claim("B", 2);
    await sourceTime.advance(2_200);
    expect(await old.report()).toMatchObject({ outcome: "ended", stored: 60 });
    const counts = { received: 60, stored: 60, duplicates: 0 };
    expect(await stage.lease()).toMatchObject({ status: "running", holder: "B", counts });
    const next = stage.invoke("B", 3);
    expect(await next.report()).toMatchObject({ outcome: "ended", signal: "status:204" });
    expect(await stage.lease()).toMatchObject({ status: "ended", counts });
  });
});

describe("a stop from outside", () => {
  it("is obeyed within 5 s, with everything received stored and on the lease", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1);
    await holder.settles(10);
    await stage.pass(4_000);
    await holder.settles(20);
    await stage.store.stop({ streamId: stage.streamId, reason: "enough" });
    await holder.settles(40);
    expect(await stage.passUntilOver(holder)).toBeLessThanOrEqual(5_000);
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "stopped", duplicates: 0 });
    expect(report.stored).toBe(report.received);
    expect(await stage.stored()).toHaveLength(report.received);
    expect(await stage.lease()).toMatchObject({
      status: "stopped",
      reason: "enough",
      checkpoint: report.checkpoint,
      counts: { received: report.received, stored: report.stored },
    });
  });

  it.each([
    ["waits to be opened again", "refuse:503:next=1:retry-after-s=15"],
    ["waits for its source to answer", "connect-delay-ms:60000"],
  ])("is obeyed by a connection that %s", async (_, faults) => {
    stage = await RelayStage.open(world, { faults });
    const holder = stage.invoke("A", 1);
    const pausing = faults.startsWith("refuse") ? 2 : 1;
    await until("it waits", () => holder.requests.length === 1 && holder.system.sleepers === pausing);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.clock.advance(4_000);
    expect(await holder.report()).toMatchObject({ outcome: "stopped", reconnects: 0 });
    expect(holder.requests).toHaveLength(1);
  });

  it("is obeyed by a holder whose stream is refused at that moment", async () => {
    const sourceTime = await openWithSourceTime({
      faults: "connect-delay-ms:50:next=1,refuse:404:next=1",
    });
    const holder = stage.invoke("A", 1);
    await isAsked();
    await stage.store.stop({ streamId: stage.streamId });
    await sourceTime.advance(50);
    expect((await holder.report()).outcome).toBe("stopped");
    expect((await stage.lease()).status).toBe("stopped");
  });

  it("by deleting the record is a stop", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1);
    await holder.settles(5);
    await world.deleteLease(stage.streamId);
    await stage.passUntilOver(holder);
    expect((await holder.report()).outcome).toBe("stopped");
  });

  it("of another kind, the execution's failure, ends the connection without a verdict of its own", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1);
    await holder.settles(5);
    const { streamId } = stage;
    await stage.store.fail({ streamId, executionArn: "execution-1", reason: "the machine is broken" });
    await stage.passUntilOver(holder);
    expect((await holder.report()).outcome).toBe("superseded");
    expect((await stage.lease()).status).toBe("failed");
  });
});

describe("an invocation's time", () => {
  it("is up before its deadline: it returns by itself, durable, with the checkpoint on the lease", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1);
    await holder.settles(20);
    expect(await stage.passUntilOver(holder)).toBe(28_000);
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "expired", endedAtMs: report.startedAtMs + 28_000 });
    expect(await stage.stored()).toHaveLength(report.received);
    const last = (await stage.storedSeqs()).at(-1);
    expect(stage.truth.events.find(({ seq }) => seq === last)?.id).toBe(report.checkpoint);
    expect(await stage.lease()).toMatchObject({ status: "running", checkpoint: report.checkpoint });
  });

  it("is what the platform gives, when that is less than the reserve too", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { remainingMs: 1_000 });
    await holder.settles(5);
    expect(await stage.passUntilOver(holder)).toBe(500);
    expect(await holder.report()).toMatchObject({ outcome: "expired" });
  });

  it("that is over before it began is told at once", async () => {
    stage = await RelayStage.open(world, {});
    const holder = stage.invoke("A", 1, { remainingMs: 0 });
    await stage.passUntilOver(holder);
    expect((await holder.report()).outcome).toBe("expired");
  });
});

describe("the counters on the lease", () => {
  it("are exact over invocations that relieve each other at their ends, whatever drops in between", async () => {
    stage = await RelayStage.open(world, {
      resume: true,
      duplicates: 0.3,
      faults: "drop-after-events:40:next=3",
    });
    const options = { resume: "header:Last-Event-ID" };
    const sums = { received: 0, stored: 0, duplicates: 0 };
    for (const epoch of [1, 2, 3]) {
      const holder = stage.invoke("A", epoch, options);
      await holder.settles(50);
      await stage.passUntilOver(holder);
      const { received, stored, duplicates } = await holder.report();
      sums.received += received;
      sums.stored += stored;
      sums.duplicates += duplicates;
      expect(await stage.lease()).toMatchObject({ counts: sums, connections: epoch });
    }
    expect(sums.stored).toBe((await stage.stored()).length);
    expect(sums.received).toBe(sums.stored + sums.duplicates);
  });

  it.each<["it ends" | "it is stopped", Fault | undefined]>([
    ["it ends", undefined],
    ["it ends", "drop-reply"],
    ["it ends", "drop-request"],
    ["it is stopped", undefined],
  ])("are exact over handovers with overlap when %s, after a tally with the fault %s", async (end, fault) => {
    const sourceTime = await openWithSourceTime({
      mode: "shared",
      ...(end === "it ends" && { events: 300 }),
    });
    let faults = 0;
    world.proxy.decide = ({ operation, body }) => {
      if (fault === undefined || operation !== "UpdateItem" || !body.includes("#talliedEpoch")) return;
      faults += 1;
      return faults % 2 === 1 ? fault : undefined;
    };
    const old = stage.invoke("A", 1);
    await areConnected(1);
    await sourceTime.advance(800);
    await old.settles(20);
    await stage.pass(10_000);
    const next = stage.invoke("B", 2);
    await areConnected(2);
    await sourceTime.advance(2_000);
    await until("both store", () => next.sink.stats.received > 20 && old.sink.stats.received > 60);
    await stage.pass(1_000);
    const superseded = await old.report();
    expect(superseded.outcome).toBe("superseded");
    expect((await stage.lease()).late?.received).toBeGreaterThan(0);
    if (end === "it is stopped") {
      await stage.store.stop({ streamId: stage.streamId });
      await stage.passUntilOver(next);
    } else await sourceTime.advance(9_200);
    const report = await next.report();
    expect(end).toContain(report.outcome === "ended" ? "ends" : report.outcome);
    const { counts } = await stage.lease();
    expect(counts.stored).toBe((await stage.stored()).length);
    expect(counts.received).toBe(superseded.received + report.received);
    expect(counts.duplicates).toBe(counts.received - counts.stored);
    if (fault !== undefined) expect(faults).toBe(2);
  });

  it("lack what a connection could not hand in, which ends all the same", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    world.proxy.decide = ({ operation, body }) =>
      operation === "UpdateItem" && body.includes("#talliedEpoch") ? "fail" : undefined;
    const old = stage.invoke("A", 1);
    await old.settles(20);
    await stage.claim("B", 2);
    const { counts } = await stage.lease();
    await old.settles(40);
    await stage.store.confirm({ streamId: stage.streamId, epoch: 3, claimId: "dead-B" });
    await stage.passUntilOver(old);
    expect((await old.report()).outcome).toBe("superseded");
    expect(old.logged).toContain("lease not written");
    expect((await stage.lease()).counts).toEqual(counts);
  });
});
