import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { expectNoGap } from "../support/expect-no-gap.ts";
import type { InvocationOptions } from "../support/invocation.ts";
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

/** Many events in one item, which the connections of a handover both write. */
const PACKED = { mode: "packed", packDelayMs: 20 } as const;

/** A connection of branch A that is up and has stored something, at the moment of its handover. */
async function holderAtHandover(options: InvocationOptions = {}) {
  const holder = stage.invoke("A", 1, options);
  await holder.settles(20);
  await stage.pass(10_000);
  return holder;
}

describe("a handover", () => {
  it.each<["exclusive" | "shared", string | undefined]>([
    ["exclusive", undefined],
    ["exclusive", "header:Last-Event-ID"],
    ["shared", undefined],
    ["shared", "header:Last-Event-ID"],
  ])(
    "of a source that is %s, resumed by %s, loses nothing and stores nothing twice",
    async (mode, resume) => {
      const options = resume === undefined ? {} : { resume };
      stage = await RelayStage.open(world, { mode, resume: resume !== undefined });
      const old = await holderAtHandover(options);
      const successor = stage.invoke("B", 2, options);
      await successor.settles(20);
      await until(
        "the old connection has stored on or is closed",
        () => old.isFinished || old.sink.stats.stored > 30,
      );
      await stage.pass(1_000);
      const oldReport = await old.report();
      expect(oldReport).toMatchObject({ outcome: "superseded", epoch: 2, reconnects: 0 });
      const { received } = successor.sink.stats;
      await successor.settles(received + 20);
      await stage.store.stop({ streamId: stage.streamId });
      await stage.passUntilOver(successor);
      const report = await successor.report();
      expect(report).toMatchObject({ outcome: "stopped", epoch: 3 });
      const seqs = await expectNoGap(stage);
      expect(oldReport.stored + report.stored).toBe(seqs.length);
      expect(stage.truth.connections).toHaveLength(2);
      expect(report.startedAtMs + report.phases.claimMs).toBeLessThanOrEqual(report.connectedAtMs ?? 0);
    },
  );

  it.each<["exclusive" | "shared", string | undefined]>([
    ["shared", undefined],
    ["exclusive", "header:Last-Event-ID"],
  ])(
    "of a source that is %s, resumed by %s, is proven by events that both received",
    async (mode, resume) => {
      const options = resume === undefined ? {} : { resume };
      stage = await RelayStage.open(world, { mode, resume: resume !== undefined });
      const old = await holderAtHandover(options);
      await old.settles(old.sink.stats.received + 10);
      const successor = stage.invoke("B", 2, options);
      await until(
        "the successor meets what the old connection stored",
        () => successor.sink.stats.duplicates > 3,
      );
      await stage.pass(1_000);
      expect((await old.report()).outcome).toBe("superseded");
      await stage.store.stop({ streamId: stage.streamId });
      await stage.passUntilOver(successor);
      const { handover, duplicates } = await successor.report();
      expect(handover?.proven).toBe(true);
      expect(handover?.overlapEvents).toBeGreaterThan(3);
      expect(handover?.overlapEvents).toBeLessThanOrEqual(duplicates);
      await expectNoGap(stage);
    },
  );

  it.each<["exclusive" | "shared", string | undefined]>([
    ["shared", undefined],
    ["exclusive", "header:Last-Event-ID"],
  ])(
    "packed, of a source that is %s, resumed by %s, is proven by events that both stored",
    async (mode, resume) => {
      const options = { sink: PACKED, ...(resume === undefined ? {} : { resume }) };
      stage = await RelayStage.open(world, { mode, resume: resume !== undefined });
      const old = await holderAtHandover(options);
      await old.settles(old.sink.stats.received + 10);
      const successor = stage.invoke("B", 2, options);
      await successor.settles(20);
      await stage.pass(1_000);
      expect((await old.report()).outcome).toBe("superseded");
      await stage.store.stop({ streamId: stage.streamId });
      await stage.passUntilOver(successor);
      const { handover, stored, duplicates } = await successor.report();
      expect(handover).toMatchObject({ proven: true, provable: true });
      expect(handover?.overlapEvents).toBeGreaterThan(3);
      expect(handover?.overlapEvents).toBe(
        (await old.report()).stored + stored + duplicates - (await stage.stored()).length,
      );
      await expectNoGap(stage);
    },
  );

  it("packed, without an event in common is not called proven, nor provable when the table cannot be read", async () => {
    stage = await RelayStage.open(world, { mode: "exclusive" });
    const old = await holderAtHandover({ sink: PACKED });
    const successor = stage.invoke("B", 2, { sink: PACKED });
    await successor.settles(5);
    expect((await old.report()).handover).toMatchObject({ proven: false, provable: true });
    world.proxy.decide = ({ operation }) => (operation === "Query" ? "deny" : undefined);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(successor);
    expect((await successor.report()).handover).toMatchObject({ proven: false, provable: false });
    expect(successor.warned.map(({ message }) => message)).toContain("overlap not known");
  });

  it("without an event in common is not called proven", async () => {
    stage = await RelayStage.open(world, { mode: "exclusive" });
    const old = await holderAtHandover();
    const successor = stage.invoke("B", 2);
    await successor.settles(5);
    expect((await old.report()).outcome).toBe("superseded");
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(successor);
    expect((await successor.report()).handover).toEqual({
      proven: false,
      provable: true,
      overlapEvents: 0,
      overlapMs: 0,
    });
  });

  it("is not called proven by the connection's own event whose reply was lost", async () => {
    stage = await RelayStage.open(world, { mode: "exclusive" });
    const lost = new Set<string>();
    world.proxy.decide = ({ operation, body }) => {
      if (operation !== "PutItem" || lost.has(body) || lost.size >= 5) return undefined;
      lost.add(body);
      return "drop-reply";
    };
    const only = stage.invoke("A", 1, { sink: { retry: { baseDelayMs: 0 } } });
    await only.settles(10);
    await until("the five events are found", () => only.sink.stats.ambiguousDuplicates === 5);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(only);
    expect((await only.report()).handover).toMatchObject({ proven: false, overlapEvents: 0 });
  });

  it("is seen within the watching interval, drains, and says how long it took", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const old = await holderAtHandover();
    const successor = stage.invoke("B", 2);
    await until("the successor is confirmed", async () => {
      const { holder, connectedAtMs } = await stage.lease();
      return holder === "B" && connectedAtMs !== undefined;
    });
    expect(await stage.passUntilOver(old)).toBeLessThanOrEqual(1_000);
    const { phases } = await old.report();
    expect(phases).toMatchObject({ drainMs: 500, flushMs: 0 });
    expect(successor.isFinished).toBe(false);
  });

  it("that comes early, because the branch took the holder for dead, is seen too", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const old = stage.invoke("A", 1);
    await old.settles(5);
    const successor = stage.invoke("B", 2);
    await successor.settles(5);
    expect(await stage.passUntilOver(old)).toBeLessThanOrEqual(5_000);
    expect((await old.report()).outcome).toBe("superseded");
  });
});

describe("a successor that claims and dies before it connects", () => {
  it("leaves the old connection reading until its own time is up; then a new claim goes on", async () => {
    stage = await RelayStage.open(world, { mode: "exclusive", resume: true });
    const resume = "header:Last-Event-ID";
    const old = await holderAtHandover({ resume });
    await stage.claim("B", 2);
    const before = old.sink.stats.received;
    await stage.pass(10_000);
    await old.settles(before + 20);
    expect(old.isFinished).toBe(false);
    await stage.passUntilOver(old);
    expect(await old.report()).toMatchObject({ outcome: "expired", reconnects: 0 });
    const next = stage.invoke("B", 3, { resume });
    await next.settles(20);
    await until("nothing is missing", async () => next.sink.stats.stored > 10);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(next);
    expect(await next.report()).toMatchObject({ outcome: "stopped", epoch: 4 });
    await expectNoGap(stage);
  });
});

describe("an old connection that drops after the claim", () => {
  it.each([
    ["before it has seen the claim", 0],
    ["after it has seen the claim", 1_000],
  ])("%s is not opened again: that would end the successor's", async (_, seenAfterMs) => {
    stage = await RelayStage.open(world, { mode: "exclusive" });
    const old = await holderAtHandover();
    await stage.claim("B", 2);
    await stage.pass(seenAfterMs);
    stage.source.setFaults(stage.streamId, "drop-after-ms:0", "now");
    const report = await old.report();
    expect(report).toMatchObject({ outcome: "superseded", reconnects: 0 });
    expect(old.requests).toHaveLength(1);
    expect(stage.truth.connections).toHaveLength(1);
    expect((await stage.stored()).length).toBe(report.stored);
  });

  it("and one that is down already gives up without another request", async () => {
    stage = await RelayStage.open(world, { mode: "exclusive" });
    stage.source.setFaults(stage.streamId, "refuse:502");
    const old = stage.invoke("A", 1);
    await until("it has been refused twice", () => old.requests.length === 2);
    await until("it pauses", () => old.system.sleepers === 2);
    await stage.claim("B", 2);
    const requests = old.requests.length;
    await stage.pass(149);
    expect(old.isFinished).toBe(false);
    await stage.passUntilOver(old);
    expect((await old.report()).outcome).toBe("superseded");
    expect(old.requests).toHaveLength(requests);
  });
});

describe("a source that allows one connection", () => {
  it.each([409, 429])(
    "and answers a second one with %i is handed over break before make, by resuming",
    async (status) => {
      const fault = `single-connection:${status}`;
      stage = await RelayStage.open(world, { mode: "shared", resume: true, faults: fault });
      const options: InvocationOptions = { connectionMode: "single", resume: "header:Last-Event-ID" };
      const old = await holderAtHandover(options);
      await old.settles(old.sink.stats.received + 10);
      const successor = stage.invoke("B", 2, options);
      await until("the successor has been refused", () => stage.truth.refusals.length > 0);
      await stage.passUntilOver(old);
      expect(await old.report()).toMatchObject({ outcome: "superseded", phases: { drainMs: 0 } });
      while (stage.truth.connections.length < 2) await stage.pass(100);
      await successor.settles(20);
      await stage.store.stop({ streamId: stage.streamId });
      await stage.passUntilOver(successor);
      const report = await successor.report();
      expect(report.handover?.proven).toBe(true);
      await expectNoGap(stage);
      expect(stage.truth.refusals.every(({ reason }) => reason === "single-connection")).toBe(true);
      const [first, second] = stage.truth.connections;
      expect(first?.endedAt).toBeLessThanOrEqual(second?.startedAt ?? 0);
    },
  );
});
