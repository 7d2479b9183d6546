import {
  type ConnectionRecord,
  coverage,
  createMemoryLedger,
  type Ledger,
} from "@unbounded-streams/stream-ledger";
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

function onRecord(ledger: Ledger, options: InvocationOptions = {}): InvocationOptions {
  const entry = { ledger, host: "test", claimId: "unused", remainingMs: 30_000 };
  return { ...options, run: { ...options.run, ledger: entry } };
}

async function recordsOf(ledger: Ledger): Promise<ConnectionRecord[]> {
  const records: ConnectionRecord[] = [];
  for await (const record of ledger.read({ streamId: stage.streamId })) records.push(record);
  return records;
}

/** Calls fail, or are never answered. */
function brokenLedger(answer: () => Promise<never>): Ledger {
  return {
    ...createMemoryLedger(),
    opened: answer,
    amended: answer,
    closed: answer,
    infer: answer,
    find: answer,
  };
}

describe("the record of a connection", () => {
  it("is there as soon as it is up, and whole at its end", async () => {
    stage = await RelayStage.open(world, {});
    const ledger = createMemoryLedger();
    const holder = stage.invoke("A", 1, onRecord(ledger));
    await holder.settles(20);
    await stage.pass(0);
    const [open] = await recordsOf(ledger);
    const lease = await stage.lease();
    const { claimedAtMs, connectedAtMs } = lease;
    expect([lease.upSinceMs, lease.upUntilMs]).toEqual([open?.connectedAtMs, lease.savedAtMs]);
    expect(open).toMatchObject({ epoch: 2, claimId: "claim-1", holder: "A", claimedAtMs, connectedAtMs });
    expect(open).not.toHaveProperty("endedAtMs");
    await stage.pass(1_000);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(holder);
    const { received, stored, duplicates, endedAtMs, bytesReceived } = await holder.report();
    const [record, ...others] = await recordsOf(ledger);
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      ...{ streamId: stage.streamId, host: "test", holder: "A", outcome: "stopped", bytes: bytesReceived },
      counts: { received, stored, duplicates, deadLettered: 0 },
      ...{
        connectedAtMs,
        endedAtMs,
        reopenings: [],
        firstId: expect.any(String),
        lastId: expect.any(String),
      },
      deadlineMs: (claimedAtMs ?? 0) + 30_000,
    });
    expect(record).not.toHaveProperty("inferred");
    expect(record).not.toHaveProperty("handover");
    expect(await holder.report()).not.toHaveProperty("ledgerFailures");
  });

  it("shows how a handover is proven, and leaves no gap", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const ledger = createMemoryLedger();
    const old = stage.invoke("A", 1, onRecord(ledger));
    await old.settles(20);
    await stage.pass(10_000);
    const successor = stage.invoke("B", 2, onRecord(ledger));
    await until("both have met events", () => successor.sink.stats.duplicates > 3);
    await stage.pass(1_000);
    await old.report();
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(successor);
    const [first, second] = await recordsOf(ledger);
    expect([first?.outcome, second?.outcome]).toEqual(["superseded", "stopped"]);
    expect(first?.supersededAtMs).toBeGreaterThanOrEqual(second?.connectedAtMs ?? Number.NaN);
    expect(second?.handover).toEqual({
      ...{ proof: "event", events: expect.any(Number), overlapMs: expect.any(Number) },
    });
    const { connectedAtMs = 0 } = first ?? {};
    const { gaps, covered } = coverage(
      [first, second].flatMap((one) => one ?? []),
      connectedAtMs,
      second?.endedAtMs ?? 0,
    );
    expect([gaps, covered.length]).toEqual([[], 1]);
  });

  it("has the times at which its connection was down, and why", async () => {
    stage = await RelayStage.open(world, {
      resume: true,
      faults: "drop-after-events:15:next=1:ending=reset",
    });
    const ledger = createMemoryLedger();
    const holder = stage.invoke("A", 1, onRecord(ledger, { resume: "header:Last-Event-ID" }));
    await holder.settles(40);
    await stage.pass(11_000);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(holder);
    const [record] = await recordsOf(ledger);
    expect(record?.reopenings).toEqual([
      { brokeAtMs: expect.any(Number), why: expect.any(String), backAtMs: expect.any(Number) },
    ]);
    const { upSinceMs, upUntilMs = 0, savedAtMs } = await stage.lease();
    expect(upSinceMs).toBe(record?.reopenings[0]?.backAtMs);
    expect(upUntilMs).toBeLessThanOrEqual(savedAtMs ?? 0);
    await expectNoGap(stage);
  });
});

describe("a connection that was killed", () => {
  it("is on record by what its lease said, filled in by the next invocation of its branch at once", async () => {
    stage = await RelayStage.open(world, {});
    await stage.claim("A", 1);
    const ledger = createMemoryLedger();
    await stage.pass(5_000);
    const next = stage.invoke("A", 2, onRecord(ledger));
    await next.settles(1);
    const [killed, open] = await recordsOf(ledger);
    expect(killed).toMatchObject({
      ...{ epoch: 2, claimId: "dead-A", holder: "A", outcome: "killed", endedAtMs: open?.claimedAtMs },
      inferred: expect.arrayContaining(["endedAtMs", "outcome"]),
    });
  });

  it("was up for as long as its writes on the lease show, until its last one", async () => {
    stage = await RelayStage.open(world, {});
    await stage.claim("A", 1);
    const ledger = createMemoryLedger();
    await stage.pass(1_000);
    const owner = { streamId: stage.streamId, epoch: 2, claimId: "dead-A" };
    const upSinceMs = stage.clock.nowMs - 200;
    await stage.store.confirm({ ...owner, upSinceMs });
    await stage.pass(4_000);
    const counts = { received: 7, stored: 7, duplicates: 0 };
    await stage.store.advance({ ...owner, counts, upSinceMs });
    const untilMs = stage.clock.nowMs;
    await stage.pass(2_000);
    await stage.store.advance({ ...owner, counts });
    const next = stage.invoke("A", 2, onRecord(ledger));
    await next.settles(1);
    const [killed, open] = await recordsOf(ledger);
    expect(killed?.knownUp).toEqual([{ fromMs: upSinceMs, untilMs }]);
    const [gap] = coverage(
      [killed, open].flatMap((one) => one ?? []),
      upSinceMs,
      untilMs + 1_000,
    ).gaps;
    expect(gap).toMatchObject({ fromMs: untilMs, certainty: "suspected" });
  });

  it("is not up by what a claim before its own has left on the lease", async () => {
    stage = await RelayStage.open(world, {});
    const upSinceMs = stage.clock.nowMs;
    await stage.pass(1_000);
    await stage.claim("A", 1);
    const owner = { streamId: stage.streamId, epoch: 2, claimId: "dead-A" };
    await stage.store.confirm({ ...owner, upSinceMs });
    const ledger = createMemoryLedger();
    const next = stage.invoke("A", 2, onRecord(ledger));
    await next.settles(1);
    const [killed] = await recordsOf(ledger);
    expect(killed).toMatchObject({ claimId: "dead-A", outcome: "killed" });
    expect(killed).not.toHaveProperty("knownUp");
  });

  it("of another branch is filled in at the end of the next connection, when it has said nothing until then", async () => {
    stage = await RelayStage.open(world, {});
    await stage.claim("A", 1);
    const ledger = createMemoryLedger();
    await stage.pass(5_000);
    const next = stage.invoke("B", 2, onRecord(ledger));
    await next.settles(1);
    expect(await recordsOf(ledger)).toHaveLength(1);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(next);
    const [killed, record] = await recordsOf(ledger);
    expect(killed).toMatchObject({ claimId: "dead-A", outcome: "killed", endedAtMs: record?.connectedAtMs });
    expect(record?.handover).toEqual({ proof: "none", why: expect.any(String) });
  });

  it("without a lease has said shortly before its deadline how long it was up", async () => {
    stage = await RelayStage.open(world, {});
    const ledger = createMemoryLedger();
    const alone = stage.invoke("A", 1, { run: { lease: undefined, ledger: entryOf(ledger) } });
    await alone.settles(20);
    await stage.clock.advance(29_500);
    const [record] = await recordsOf(ledger);
    const { connectedAtMs = 0 } = record ?? {};
    expect(record).toMatchObject({ epoch: 0, claimId: "request-1" });
    expect(record?.knownUp).toEqual([{ fromMs: connectedAtMs, untilMs: (record?.deadlineMs ?? 0) - 1_000 }]);
    await stage.source.close();
    await alone.finished;
  });
});

function entryOf(ledger: Ledger) {
  return { ledger, host: "test", claimId: "request-1", remainingMs: 30_000 };
}

describe("a ledger that", () => {
  it("never answers holds the end up for a second at most", async () => {
    stage = await RelayStage.open(world, {});
    const silent = brokenLedger(() => new Promise<never>(() => undefined));
    const holder = stage.invoke("A", 1, onRecord(silent));
    await holder.settles(20);
    await stage.store.stop({ streamId: stage.streamId });
    const stoppedAtMs = stage.clock.nowMs;
    await until("it is over", async () => {
      if (holder.busy === 0) await stage.clock.advance(50);
      return holder.isFinished;
    });
    expect(stage.clock.nowMs - stoppedAtMs).toBeLessThan(7_000);
    expect(await holder.report()).toMatchObject({ outcome: "stopped", ledgerFailures: 2 });
    expect(holder.warned).toHaveLength(1);
  });

  it("fails harms nothing: it is said once, and counted", async () => {
    stage = await RelayStage.open(world, {});
    const failing = brokenLedger(() => Promise.reject(new Error("no table")));
    const holder = stage.invoke("A", 1, onRecord(failing));
    await holder.settles(20);
    await stage.pass(1_000);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(holder);
    expect(await holder.report()).toMatchObject({ outcome: "stopped", ledgerFailures: 2 });
    expect(holder.warned.map(({ message }) => message)).toEqual(["ledger not written"]);
    expect(holder.warned[0]).toMatchObject({ error: "Error: no table" });
    await expectNoGap(stage);
  });
});
