import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MetricValues } from "../../src/index.ts";
import type { Invocation } from "../support/invocation.ts";
import { RelayStage } from "../support/relay-stage.ts";
import { type RelayWorld, startWorld } from "../support/relay-world.ts";

const INTERVAL_MS = 1_000;

let world: RelayWorld;
let stage: RelayStage;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => stage?.close());
afterAll(() => world.stop());

/** An invocation, and all values that it has emitted. */
function measured(holder: string, expectedEpoch: number): [Invocation, MetricValues[]] {
  const emitted: MetricValues[] = [];
  const run = {
    onMetrics: (values: MetricValues) => void emitted.push(values),
    metricsIntervalMs: INTERVAL_MS,
  };
  return [stage.invoke(holder, expectedEpoch, { run }), emitted];
}

describe("the metrics of a connection of a relay", () => {
  it("come at each interval, zeros from a silent stream, and cease with the invocation", async () => {
    stage = await RelayStage.open(world, { faults: "stall-after-events:20" });
    const [holder, emitted] = measured("A", 1);
    await holder.settles(20);
    await stage.pass(3 * INTERVAL_MS);
    const counts = emitted.filter((values) => values.eventsReceived !== undefined);
    expect(counts.map((values) => values.eventsReceived)).toEqual([20, 0, 0]);
    expect(counts.map((values) => values.connectionAgeSeconds)).toEqual([1, 2, 3]);
    await stage.store.stop({ streamId: stage.streamId });
    await stage.passUntilOver(holder);
    expect(emitted.at(-1)).toMatchObject({ eventsReceived: 0, eventsStored: 0 });
    expect(emitted.at(-1)).not.toHaveProperty("gapSeconds");
    expect(holder.system.timers).toBe(0);
  });

  it("have the gap that the lease of an unconnected holder proves", async () => {
    stage = await RelayStage.open(world, {});
    await stage.claim("A", 1);
    await stage.pass(30_000);
    const [holder, emitted] = measured("B", 2);
    await holder.settles(1);
    expect(emitted).toEqual([{ gapSeconds: 10 }]);
  });

  it("are none when the claim is lost", async () => {
    stage = await RelayStage.open(world, {});
    const [loser, emitted] = measured("A", 7);
    expect(await loser.report()).toMatchObject({ outcome: "superseded" });
    expect(emitted).toEqual([]);
  });
});
