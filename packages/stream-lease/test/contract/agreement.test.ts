import { contractServers, type Fault } from "@unbounded-streams/testing";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createMemoryLeaseStore, type LeaseCommand, leaseFromItem, leaseToItem } from "../../src/index.ts";
import { applyCommand } from "../../src/transitions/apply-command.ts";
import { T0 } from "../support/leases.ts";
import { anyCall, anyLease, anyTime, callOn } from "../support/records.ts";
import { anyStep, type Step, take } from "../support/steps.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;

/** Takes the steps on DynamoDB and on the pure transitions, and holds each result and record against the other. */
async function expectAgreement(steps: readonly Step[]): Promise<void> {
  const streamId = world.newStreamId();
  world.nowMs = T0;
  const memory = createMemoryLeaseStore({ now: () => world.nowMs });
  const store = world.newStore({ retry: { maxAttempts: 20 } });
  for (const step of steps) {
    world.nowMs += step.pauseMs;
    const before = await memory.read(streamId);
    const expected = await take(memory, step, streamId, before, world.nowMs);
    expect(await take(store, step, streamId, before, world.nowMs), step.verb).toEqual(expected);
    const item = await world.readItem(streamId);
    expect(item && leaseFromItem(item)).toEqual(await memory.read(streamId));
  }
}

describe.each(contractServers())("on $name", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect);
  });
  afterEach(() => world.reset());
  afterAll(() => world?.stop());

  test.each([
    { server: "sends the item that failed a condition", returnsItems: true },
    { server: "does not send the item that failed a condition", returnsItems: false },
  ])("the writes and the pure transitions agree on any history, with a server that $server", async (row) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), async (steps) => {
        world.returnsItems = row.returnsItems;
        await expectAgreement(steps);
      }),
      { numRuns: 25 },
    );
  });

  test("they agree when requests and replies get lost, so that each write counts once", async () => {
    const fault = fc.constantFrom<Fault | undefined>(
      undefined,
      "drop-request",
      "drop-reply",
      "cut-reply",
      "fail",
      "fail-after-write",
      "throttle",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 12 }),
        fc.array(fault, { maxLength: 19 }),
        fc.boolean(),
        async (steps, faults, returnsItems) => {
          world.reset();
          world.returnsItems = returnsItems;
          world.proxy.faultNext(...faults);
          await expectAgreement(steps);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("the condition and the update of every write agree with its pure transition, on any record", async () => {
    const streamId = world.newStreamId();
    const store = world.newStore({ client: world.direct });
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyLease(streamId), anyCall(streamId), anyTime, async (lease, call, nowMs) => {
        world.nowMs = nowMs;
        await world.replaceItem(streamId, lease && leaseToItem(lease));
        const expected = applyCommand(lease, {
          ...call,
          request: { ...call.request, nowMs },
        } as LeaseCommand);
        expect(await callOn(store, call)).toEqual(expected);
        outcomes.add(
          `${call.verb} ${expected.ok ? (expected.lease === lease ? "done" : "ok") : expected.why}`,
        );
      }),
      { numRuns: 1_200, seed: 2 },
    );
    expect([...outcomes].sort()).toMatchInlineSnapshot(`
      [
        "advance absent",
        "advance fenced",
        "advance not-running",
        "advance ok",
        "advance outdated",
        "begin already-running",
        "begin done",
        "begin not-running",
        "begin ok",
        "claim absent",
        "claim done",
        "claim fenced",
        "claim not-running",
        "claim ok",
        "confirm absent",
        "confirm fenced",
        "confirm not-running",
        "confirm ok",
        "fail absent",
        "fail already-running",
        "fail done",
        "fail not-running",
        "fail ok",
        "finish absent",
        "finish done",
        "finish fenced",
        "finish not-running",
        "finish ok",
        "finish outdated",
        "inherit absent",
        "inherit already-running",
        "inherit done",
        "inherit not-running",
        "inherit ok",
        "offer absent",
        "offer fenced",
        "offer not-carried",
        "offer not-running",
        "offer ok",
        "release absent",
        "release done",
        "release not-carried",
        "release not-expired",
        "release not-running",
        "release ok",
        "report absent",
        "report fenced",
        "report not-running",
        "report ok",
        "stop absent",
        "stop done",
        "stop not-running",
        "stop ok",
        "tally absent",
        "tally done",
        "tally not-succeeded",
        "tally ok",
        "tally outdated",
        "withdraw absent",
        "withdraw fenced",
        "withdraw not-carried",
        "withdraw not-running",
        "withdraw ok",
      ]
    `);
  });

  test("every lease of any history survives being written as a record and read again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), async (steps) => {
        let nowMs = T0;
        const memory = createMemoryLeaseStore({ now: () => nowMs });
        for (const step of steps) {
          nowMs += step.pauseMs;
          const { lease } = await take(memory, step, "weather", await memory.read("weather"), nowMs);
          if (lease) expect(leaseFromItem(leaseToItem(lease))).toEqual(lease);
        }
      }),
    );
  });
});
