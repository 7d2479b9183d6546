import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { expectNoGap } from "../support/expect-no-gap.ts";
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

describe("an invocation that is started twice", () => {
  it("by a retry makes one connection: the other claim is lost, and asks the source for nothing", async () => {
    stage = await RelayStage.open(world, {});
    const both = [stage.invoke("A", 1), stage.invoke("A", 1)];
    await until("one claim is lost", () => both.some(({ isFinished }) => isFinished));
    const loser = both.find(({ isFinished }) => isFinished);
    const winner = both.find((each) => each !== loser);
    await winner?.settles(10);
    expect(await loser?.report()).toMatchObject({ outcome: "superseded", received: 0, reconnects: 0 });
    expect(await loser?.report()).not.toHaveProperty("epoch");
    expect(loser?.requests).toHaveLength(0);
    expect(await stage.lease()).toMatchObject({ epoch: 2, connections: 1 });
    expect(stage.truth.connections).toHaveLength(1);
  });

  it("with the very same claim goes on as the same holder", async () => {
    stage = await RelayStage.open(world, { resume: true });
    const same = { claimId: "request-1", resume: "header:Last-Event-ID" };
    const first = stage.invoke("A", 1, { ...same, lifetimeMs: 10_000, handoverLeadMs: 4_000 });
    await first.settles(10);
    await stage.passUntilOver(first);
    expect((await first.report()).outcome).toBe("expired");
    const again = stage.invoke("A", 1, same);
    await again.settles(10);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(again);
    expect(await again.report()).toMatchObject({ outcome: "stopped", epoch: 2 });
    const seqs = await expectNoGap(stage);
    const { connections, counts } = await stage.lease();
    expect(connections).toBe(1);
    expect(counts.stored).toBe(seqs.length);
  });

  it("goes on as the owner when the reply to its claim is lost", async () => {
    stage = await RelayStage.open(world, {});
    let dropped = 0;
    world.proxy.decide = ({ operation, table }) => {
      if (operation !== "UpdateItem" || table !== "streams" || dropped > 0) return undefined;
      dropped += 1;
      return "drop-reply";
    };
    const owner = stage.invoke("A", 1);
    await owner.settles(10);
    expect(dropped).toBe(1);
    expect(await stage.lease()).toMatchObject({ epoch: 2, connections: 1, holder: "A" });
  });

  it.each(["ended", "stopped"] as const)(
    "on a stream that is %s says so, without a request",
    async (status) => {
      stage = await RelayStage.open(world, {});
      const { streamId } = stage;
      await stage.claim("B", 1);
      const counts = { received: 0, stored: 0, duplicates: 0 };
      if (status === "stopped") await stage.store.stop({ streamId });
      else await stage.store.finish({ streamId, epoch: 2, claimId: "dead-B", status, counts });
      const late = stage.invoke("A", 2);
      expect((await late.report()).outcome).toBe(status);
      expect(late.requests).toHaveLength(0);
    },
  );
});

describe("an invocation that is fenced out and does not know", () => {
  it("reads on and stores each event once, and changes nothing on the lease but the counts, when it leaves", async () => {
    stage = await RelayStage.open(world, { mode: "shared" });
    const itsOwnTime = new OwnedClock(stage.clock.nowMs);
    const paused = stage.invoke("A", 1, { clock: itsOwnTime });
    await paused.settles(20);
    const successor = stage.invoke("B", 2);
    await successor.settles(20);
    await stage.pass(4_000);
    const before = await stage.lease();
    const { takenOver, counts } = before;
    await paused.settles(paused.sink.stats.received + 20);
    await itsOwnTime.advance(4_000);
    await until("it has seen the successor", () => paused.system.slept.includes(500));
    expect(await stage.lease()).toEqual(before);
    await until("it rests", () => paused.system.sleepers > 0);
    await itsOwnTime.advance(500);
    const report = await paused.report();
    expect(report.outcome).toBe("superseded");
    const late = {
      received: report.received - (takenOver?.counts.received ?? 0),
      stored: report.stored - (takenOver?.counts.stored ?? 0),
      duplicates: report.duplicates - (takenOver?.counts.duplicates ?? 0),
    };
    expect(await stage.lease()).toEqual({
      ...before,
      counts: {
        received: counts.received + late.received,
        stored: counts.stored + late.stored,
        duplicates: counts.duplicates + late.duplicates,
      },
      late,
      talliedEpoch: 2,
    });
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(successor);
    const seqs = await expectNoGap(stage);
    expect(report.stored + (await successor.report()).stored).toBe(seqs.length);
  });
});
