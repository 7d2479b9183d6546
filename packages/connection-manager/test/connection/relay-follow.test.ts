import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Invocation, InvocationOptions } from "../support/invocation.ts";
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

const follow = async () => (await stage.lease()).follow;

/** Stops the stream, and has its holder find that out. */
async function stopped(holder: Invocation): Promise<void> {
  await stage.store.stop({ streamId: stage.streamId });
  await stage.passUntilOver(holder);
}

describe("a pause that the source asks for", () => {
  it("is on the lease at once, holds for the next connection, and is taken back when that is up", async () => {
    stage = await RelayStage.open(world, { mode: "shared", faults: "refuse:503:next=1:retry-after-s=600" });
    const first = stage.invoke("A", 1);
    await until("it is on the lease", async () => (await follow()) !== undefined);
    const notBeforeMs = stage.clock.nowMs + 600_000;
    expect(JSON.parse((await follow()) ?? "")).toEqual({ notBeforeMs });
    await stage.pass(10_000);
    const second = stage.invoke("B", 2, { lifetimeMs: 900_000 });
    await stage.passUntilOver(first);
    expect((await first.report()).outcome).toBe("superseded");
    await stage.pass(notBeforeMs - stage.clock.nowMs - 1);
    expect(second.requests).toEqual([]);
    await stage.pass(1);
    await second.settles(1);
    await stage.pass(60_000);
    expect(await follow()).toBeUndefined();
    expect(second.requests).toHaveLength(1);
    await stopped(second);
  });

  it("is left to the next connection when the invocation's time is up", async () => {
    stage = await RelayStage.open(world, { mode: "shared", faults: "refuse:503:next=1:retry-after-s=600" });
    const first = stage.invoke("A", 1);
    await stage.passUntilOver(first);
    expect((await first.report()).outcome).toBe("expired");
    const second = stage.invoke("A", 2, { lifetimeMs: 900_000 });
    await stage.pass(500_000);
    expect(second.requests).toEqual([]);
    await stopped(second);
  });

  it("ends early when the stream is stopped meanwhile", async () => {
    stage = await RelayStage.open(world, { mode: "shared", faults: "refuse:503:next=1:retry-after-s=600" });
    const holder = stage.invoke("A", 1, { lifetimeMs: 900_000 });
    await until("it is on the lease", async () => (await follow()) !== undefined);
    await stage.store.stop({ streamId: stage.streamId });
    expect(await stage.passUntilOver(holder)).toBeLessThanOrEqual(4_000);
    expect((await holder.report()).outcome).toBe("stopped");
  });
});

describe("frames that a stream cannot be resumed from", () => {
  it("are warned of once in a stream's life, and counted on its lease", async () => {
    stage = await RelayStage.open(world, { mode: "exclusive" });
    const options: InvocationOptions = { eventId: "/no-such-member", resume: "header:Last-Event-ID" };
    const warnings = ({ warned }: Invocation) =>
      warned.filter(({ message }) => message === "frame without a cursor").length;
    const first = stage.invoke("A", 1, options);
    await first.settles(20);
    await stage.pass(10_000);
    expect(warnings(first)).toBe(1);
    const cursorless = (await stage.lease()).cursorless ?? 0;
    expect(cursorless).toBeGreaterThanOrEqual(20);
    const second = stage.invoke("B", 2, options);
    await second.settles(20);
    await stage.passUntilOver(first);
    await stage.pass(4_000);
    expect((await stage.lease()).cursorless).toBeGreaterThanOrEqual(cursorless + 20);
    await stopped(second);
    expect(warnings(second)).toBe(0);
  });
});
