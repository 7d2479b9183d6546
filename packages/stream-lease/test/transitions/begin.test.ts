import { describe, expect, test } from "vitest";
import { begin, inherit, type Lease } from "../../src/index.ts";
import { begunLease, heldLease, overLease, T0 } from "../support/leases.ts";

const deepFrozen = (lease: Lease): Lease => Object.freeze({ ...lease, counts: Object.freeze(lease.counts) });
const held = deepFrozen(heldLease);
const begun = deepFrozen(begunLease);

describe("begin", () => {
  const request = { streamId: "weather", executionArn: "execution-2", nowMs: T0 + 30_000 };
  const late = { ...request, nowMs: T0 + 60_001 };

  test("makes a record with epoch 1 and nothing counted", () => {
    expect(begin(undefined, request)).toEqual({
      ok: true,
      lease: {
        streamId: "weather",
        status: "running",
        executionArn: "execution-2",
        epoch: 1,
        startedAtMs: T0 + 30_000,
        counts: { received: 0, stored: 0, duplicates: 0 },
        connections: 0,
        failures: 0,
      },
    });
  });

  test.each([
    { found: held, named: "held", asked: request, why: "already-running" },
    { found: held, named: "held, until its expiry", asked: { ...request, nowMs: T0 + 60_000 } },
    { found: held, named: "held", asked: { ...request, restart: true }, why: "already-running" },
    { found: begun, named: "begun and unclaimed", asked: late, why: "already-running" },
    {
      found: begun,
      named: "begun by an execution that was started at the same time",
      asked: { ...request, nowMs: T0, restart: true },
    },
    { found: overLease("ended"), named: "ended", asked: request, why: "not-running" },
    { found: overLease("ended"), named: "ended long ago", asked: late, why: "not-running" },
    { found: overLease("stopped"), named: "stopped", asked: request, why: "not-running" },
    { found: overLease("failed"), named: "failed", asked: request, why: "not-running" },
    {
      found: overLease("ended"),
      named: "ended by the same execution",
      asked: { ...request, executionArn: "execution-1", restart: true },
      why: "not-running",
    },
  ])("leaves a stream alone that is $named (restart: $asked.restart)", (row) => {
    const { found, asked, why = "already-running" } = row;
    expect(begin(found, asked)).toEqual({ ok: false, why, lease: found });
  });

  test.each([
    { found: held, named: "expired", asked: late },
    { found: held, named: "expired", asked: { ...late, restart: true } },
    { found: begun, named: "unclaimed", asked: { ...request, restart: true } },
    { found: overLease("ended"), named: "ended", asked: { ...request, restart: true } },
    { found: overLease("stopped"), named: "stopped", asked: { ...request, restart: true } },
    { found: overLease("failed"), named: "failed", asked: { ...request, restart: true } },
    {
      found: overLease("stopped", begunLease),
      named: "stopped before its first claim",
      asked: { ...request, restart: true },
    },
  ])(
    "takes a stream over that is $named (restart: $asked.restart), with a higher epoch and no holder",
    (row) => {
      const { found, asked } = row;
      const { checkpoint } = found;
      expect(begin(found, asked)).toEqual({
        ok: true,
        lease: {
          streamId: "weather",
          status: "running",
          executionArn: "execution-2",
          epoch: found.epoch + 1,
          startedAtMs: asked.nowMs,
          counts: found.counts,
          connections: found.connections,
          failures: 0,
          ...(checkpoint !== undefined && { checkpoint }),
        },
      });
    },
  );

  test("forgets the checkpoint when told to", () => {
    const result = begin(overLease("ended"), { ...request, restart: true, forgetCheckpoint: true });
    expect(result.ok && result.lease).not.toHaveProperty("checkpoint");
  });

  test("made twice by one execution is made once", () => {
    expect(begin(held, { ...late, executionArn: "execution-1" })).toEqual({ ok: true, lease: held });
    expect(begin(held, { ...request, executionArn: "execution-1", restart: true })).toEqual({
      ok: true,
      lease: held,
    });
  });
});

describe("inherit", () => {
  const request = {
    streamId: "weather",
    executionArn: "execution-2",
    predecessorArn: "execution-1",
    nowMs: T0 + 50_000,
  };

  test("changes the execution and nothing else", () => {
    const lease = { ...held, executionArn: "execution-2" };
    expect(inherit(held, request)).toEqual({ ok: true, lease });
    expect(inherit(lease, request)).toEqual({ ok: true, lease });
  });

  test.each([
    { found: undefined, named: "absent", why: "absent" },
    { found: overLease("stopped"), named: "stopped", why: "not-running" },
    { found: { ...held, executionArn: "execution-3" }, named: "another's", why: "already-running" },
  ])("takes nothing that is $named", ({ found, why }) => {
    expect(inherit(found, request)).toEqual({ ok: false, why, lease: found });
  });
});
