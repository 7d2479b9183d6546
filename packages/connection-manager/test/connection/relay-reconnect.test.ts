import { getEventListeners } from "node:events";
import { sse } from "@unbounded-streams/stream-reader";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { realSystem, type System } from "../../src/index.ts";
import { expectNoGap } from "../support/expect-no-gap.ts";
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

/** Stops the stream and gives the report of the invocation that held it. */
async function stopped(invocation: Invocation) {
  await stage.store.stop({ streamId: stage.streamId });
  await stage.passUntilOver(invocation);
  return invocation.report();
}

/** The pauses before connections that were opened again; those of the lease's keeper are longer or of other lengths. */
function pausesOf({ system }: Invocation, ...pauses: number[]): number[] {
  return system.slept.filter((ms) => pauses.includes(ms));
}

describe("a connection that drops while its lease is its own", () => {
  it.each([
    ["reset", "reset"],
    ["closed", "end"],
  ])("by being %s is opened again at once, with headers made afresh", async (_, ending) => {
    stage = await RelayStage.open(world, {
      resume: true,
      faults: `drop-after-events:15:next=1:ending=${ending}`,
    });
    const holder = stage.invoke("A", 1, { resume: "header:Last-Event-ID" });
    await holder.settles(40);
    expect(holder.requests).toHaveLength(2);
    expect(holder.requests.map(({ refresh }) => refresh)).toEqual([false, false]);
    const [first, second] = stage.truth.connections;
    expect(first?.endReason).toBe("dropped");
    expect(second?.resumedAfter).toBeLessThanOrEqual(15);
    expect(await stopped(holder)).toMatchObject({ outcome: "stopped", reconnects: 1, epoch: 2 });
    await expectNoGap(stage);
  });

  it("sends Last-Event-ID, the id of the newest event of the response before", async () => {
    stage = await RelayStage.open(world, {
      format: "sse",
      resume: true,
      faults: "drop-after-events:10:next=2",
    });
    const holder = stage.invoke("A", 1, {
      ...{ format: sse(), eventId: "sse", endSignals: ["event:end"], resume: "header:Last-Event-ID" },
    });
    await until("it is connected again", () => stage.truth.connections.length >= 2);
    const ids = stage.truth.events.map(({ id }) => id);
    expect(holder.requests[0]?.headers).not.toHaveProperty("last-event-id");
    expect(ids).toContain(holder.requests[1]?.headers["last-event-id"]);
    await until("it is dropped again", () => stage.truth.connections[1]?.endedAt !== null);
    while (stage.truth.connections.length < 3) await stage.pass(10);
    await holder.settles(40);
    expect(await stopped(holder)).toMatchObject({ reconnects: 2, resumesRefused: 0 });
    await expectNoGap(stage);
  });

  it("asks by the query, after the sequence number that the document says", async () => {
    stage = await RelayStage.open(world, { resume: true, faults: "drop-after-events:10:next=1" });
    const holder = stage.invoke("A", 1, { eventId: "/seq", resume: "query:since" });
    await holder.settles(30);
    expect(holder.requests[0]?.url.search).toBe("");
    expect(holder.requests[1]?.url.search).toMatch(/^\?since=\d+$/);
    const { checkpoint } = await stopped(holder);
    expect(checkpoint).toBe(String((await stage.storedSeqs()).at(-1)));
    await expectNoGap(stage);
  });

  it("never stores the record that was cut off, and says how much that was", async () => {
    stage = await RelayStage.open(world, { resume: true, faults: "cut-record-after-events:10:next=1" });
    const holder = stage.invoke("A", 1, { resume: "header:Last-Event-ID" });
    await holder.settles(30);
    expect((await stopped(holder)).truncatedBytes).toBeGreaterThan(0);
    await expectNoGap(stage);
  });
});

describe("a source that refuses again and again", () => {
  it("is asked at once, then after pauses from ranges that double", async () => {
    stage = await RelayStage.open(world, { faults: "refuse:502:next=5" });
    const holder = stage.invoke("A", 1);
    while (holder.requests.length < 6) await stage.pass(150);
    await holder.settles(5);
    expect(pausesOf(holder, 150, 300, 600, 1_200)).toEqual([150, 300, 600, 1_200]);
    expect(stage.truth.refusals).toHaveLength(5);
    expect((await stopped(holder)).reconnects).toBe(5);
  });

  it.each([
    [7, 7_000],
    [20, 20_000],
  ])(
    "and asks to be left alone for %i s is, whatever the cap of other pauses: %i ms",
    async (seconds, pauseMs) => {
      stage = await RelayStage.open(world, { faults: `refuse:503:next=1:retry-after-s=${seconds}` });
      const holder = stage.invoke("A", 1);
      await until("it has been refused", () => stage.truth.refusals.length === 1);
      await until("it pauses", () => holder.system.sleepers === 2);
      await stage.pass(pauseMs - 1);
      expect(holder.requests).toHaveLength(1);
      await stage.pass(1);
      await holder.settles(5);
      expect(holder.requests).toHaveLength(2);
    },
  );

  it("and asks for longer than the invocation has is left to the next one", async () => {
    stage = await RelayStage.open(world, { faults: "refuse:429:next=1:retry-after-s=600" });
    const holder = stage.invoke("A", 1);
    await until("it has been refused", () => stage.truth.refusals.length === 1);
    expect(await stage.passUntilOver(holder)).toBe(28_000);
    expect(await holder.report()).toMatchObject({ outcome: "expired", reconnects: 0 });
  });

  it("by 404, as during a deploy, is asked again slowly, if the stream was up in an invocation before", async () => {
    stage = await RelayStage.open(world, { faults: "refuse:404:next=2" });
    const { streamId } = stage;
    await stage.claim("B", 1);
    const counts = { received: 1, stored: 1, duplicates: 0 };
    await stage.store.advance({ streamId, epoch: 2, claimId: "dead-B", counts, checkpoint: undefined });
    const holder = stage.invoke("A", 2);
    for (const [index, pauseMs] of [2_000, 4_000].entries()) {
      await until("it has been refused", () => stage.truth.refusals.length === index + 1);
      await until("it pauses", () => holder.system.sleepers === 2);
      await stage.pass(pauseMs - 1);
      expect(holder.requests).toHaveLength(index + 1);
      await stage.pass(1);
    }
    await holder.settles(5);
    expect(await stage.lease()).toMatchObject({ status: "running" });
  });

  it("or lets connections live for a moment only is not asked without pause for ever", async () => {
    stage = await RelayStage.open(world, { faults: "drop-after-events:1" });
    const holder = stage.invoke("A", 1);
    await until("it has been dropped twice", () => stage.truth.connections.length === 2);
    await until("it pauses", () => holder.system.sleepers === 2);
    expect(pausesOf(holder, 150)).toEqual([150]);
  });

  it("or is away altogether is waited for while others may take over", async () => {
    stage = await RelayStage.open(world, { faults: "refuse:close" });
    const holder = stage.invoke("A", 1);
    expect(await stage.passUntilOver(holder)).toBe(28_000);
    const report = await holder.report();
    expect(report).toMatchObject({ outcome: "expired", received: 0 });
    expect(report).not.toHaveProperty("connectedAtMs");
    expect(report.reconnects).toBeGreaterThan(4);
    expect((await stage.lease()).connectedAtMs).toBeUndefined();
  });
});

describe("a checkpoint", () => {
  it("that is too old for the source (410) is given up: the stream goes on from the present", async () => {
    stage = await RelayStage.open(world, { resume: true });
    const { streamId } = stage;
    await stage.claim("B", 1);
    const counts = { received: 0, stored: 0, duplicates: 0 };
    await stage.store.advance({
      streamId,
      epoch: 2,
      claimId: "dead-B",
      counts,
      checkpoint: "of-another-run",
    });
    const holder = stage.invoke("A", 2, { resume: "header:Last-Event-ID" });
    await holder.settles(20);
    expect(stage.truth.refusals).toMatchObject([{ status: 410, reason: "resume-gone" }]);
    expect(holder.requests.map(({ headers }) => headers["last-event-id"])).toEqual([
      "of-another-run",
      undefined,
    ]);
    expect(await stopped(holder)).toMatchObject({ resumesRefused: 1, reconnects: 1 });
    expect(stage.truth.events.map(({ id }) => id)).toContain((await stage.lease()).checkpoint);
  });

  it("is there from the first events on, so that a kill in the first seconds loses nothing", async () => {
    stage = await RelayStage.open(world, { resume: true });
    const killed = stage.invoke("A", 1, { resume: "header:Last-Event-ID" });
    await until("there is a checkpoint", async () => (await stage.lease()).checkpoint !== undefined);
    expect(stage.clock.nowMs).toBe(Date.UTC(2030, 0, 1));
    const { checkpoint } = await stage.lease();
    const next = stage.invoke("A", 2, { resume: "header:Last-Event-ID" });
    await next.settles(20);
    expect(next.requests[0]?.headers["last-event-id"]).toBe(checkpoint);
    await until("the first is closed by the source", () => killed.isFinished);
    await stopped(next);
    await expectNoGap(stage);
  });

  it("may be what the caller says when there is none yet", async () => {
    stage = await RelayStage.open(world, { resume: true });
    const run = { resumeStart: "0" };
    const holder = stage.invoke("A", 1, { eventId: "/seq", resume: "query:since", run });
    await holder.settles(5);
    expect(holder.requests[0]?.url.search).toBe("?since=0");
    await stopped(holder);
    expect((await stage.storedSeqs())[0]).toBe(1);
  });
});

describe("more than a hundred connections in one invocation", () => {
  it("leave neither timers nor listeners behind", async () => {
    stage = await RelayStage.open(world, { rate: 0, faults: "drop-after-events:1" });
    let departure: AbortSignal | undefined;
    let timers = 0;
    const system: System = {
      ...realSystem,
      now: () => stage.clock.nowMs,
      startTimer(callback, delayMs) {
        timers += 1;
        const stop = realSystem.startTimer(callback, delayMs);
        let isSet = true;
        return () => {
          if (isSet) timers -= 1;
          isSet = false;
          stop();
        };
      },
      sleep(ms, signal) {
        if (ms <= 1) departure = signal;
        return realSystem.sleep(Math.min(ms, 5), signal);
      },
    };
    const holder = stage.invoke("A", 1, { maxReconnectDelayMs: 1, run: { system } });
    await until("it has been connected 150 times", () => stage.truth.connections.length >= 150);
    expect(departure && getEventListeners(departure, "abort").length).toBeLessThanOrEqual(2);
    await stage.store.stop({ streamId: stage.streamId });
    const { reconnects, outcome } = await holder.report();
    expect({ outcome, timers }).toEqual({ outcome: "stopped", timers: 0 });
    expect(reconnects).toBeGreaterThanOrEqual(149);
    expect(departure && getEventListeners(departure, "abort")).toHaveLength(0);
  });
});
