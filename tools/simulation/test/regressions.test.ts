import { expect, it } from "vitest";
import { runSimulation } from "../src/run-simulation.ts";

const NO_FAULTS = { throttle: 0, lostRequest: 0, lostReply: 0, failAfterWrite: 0, silence: 0, late: 0 };

it("loses nothing when the tables are throttled from the moment at which a connection comes up", async () => {
  const run = await runSimulation({
    seed: 1,
    adapt: (plan) => ({
      ...plan,
      table: NO_FAULTS,
      tableInTrouble: { ...NO_FAULTS, throttle: 1 },
      lambda: { slowStart: 0, crashAtStart: 0, duplicate: 0, lostAnswer: 0, clockSkewMs: 0 },
      source: {
        ...plan.source,
        ...{
          mode: "shared",
          canResume: false,
          format: "sse",
          eventIntervalMs: 300,
          eventCount: undefined,
          retryMs: 0,
        },
      },
      relay: { ...plan.relay, lifetimeSeconds: 60, handoverLeadSeconds: 10, maxTurns: 40 },
      ...{ revokedAtMs: undefined, secondStartAtMs: undefined, stopAtMs: 30_000 },
      accidents: [{ atMs: 420, kind: "table-trouble", durationMs: 8_000 }],
    }),
  });
  expect(run.violations).toEqual([]);
});
