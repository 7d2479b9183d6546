import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
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

/** What a stream that never falls silent asks of the table of leases in ten minutes in the middle of its invocation. */
async function askedInTenMinutes(options: InvocationOptions): Promise<{ writes: number; looks: number }> {
  stage = await RelayStage.open(world, { mode: "shared" });
  const invocation = stage.invoke("A", 1, { lifetimeMs: 900_000, stream: { idleTimeoutMs: 0 }, ...options });
  await invocation.settles(5);
  await stage.pass(60_000);
  const asked = { writes: 0, looks: 0 };
  world.proxy.decide = ({ operation }) => {
    if (operation === "UpdateItem") asked.writes += 1;
    if (operation === "GetItem") asked.looks += 1;
    return undefined;
  };
  for (let minute = 0; minute < 10; minute += 1) {
    const { received } = invocation.sink.stats;
    await until("more has come", () => invocation.sink.stats.received > received);
    await stage.pass(60_000);
  }
  return asked;
}

describe("in the middle of an invocation", () => {
  it("a relay writes once a minute, and looks for a stop every 4 s", async () => {
    const { writes, looks } = await askedInTenMinutes({});
    expect(writes).toBeGreaterThanOrEqual(9);
    expect(writes).toBeLessThanOrEqual(13);
    expect(writes + looks).toBe(150);
  });

  it("a seat of a carrier writes once a minute, and looks at nothing", async () => {
    const { writes, looks } = await askedInTenMinutes({ carrier: "#carrier/default/1" });
    expect(writes).toBeGreaterThanOrEqual(9);
    expect(writes).toBeLessThanOrEqual(13);
    expect(looks).toBe(0);
  });
});
