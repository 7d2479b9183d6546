import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConnectionFault, type FaultContext, FaultHistory, nextStep } from "../src/reconnect-policy.ts";

const first: FaultContext = {
  faultsInARow: 1,
  resumed: false,
  refreshed: false,
  retryMs: undefined,
  maxDelayMs: 15_000,
  random: 0.5,
};

const lost: ConnectionFault = { kind: "lost" };

function refused(status: number, retryAfterMs?: number): ConnectionFault {
  return { kind: "refused", status, retryAfterMs };
}

describe("after a fault", () => {
  it.each<[string, ConnectionFault, Partial<FaultContext>, object]>([
    ["a first loss is mended at once", lost, {}, { action: "reopen", delayMs: 0 }],
    [
      "a place that is taken is asked for again soon",
      refused(409),
      { single: true, faultsInARow: 9 },
      { delayMs: 125 },
    ],
    ["a second one after half of 250 ms", lost, { faultsInARow: 2 }, { action: "reopen", delayMs: 125 }],
    ["a third one after half of 500 ms", lost, { faultsInARow: 3 }, { action: "reopen", delayMs: 250 }],
    ["a ninth one after half of the cap", lost, { faultsInARow: 9 }, { action: "reopen", delayMs: 7_500 }],
    ["a millionth one too", lost, { faultsInARow: 1e6 }, { action: "reopen", delayMs: 7_500 }],
    ["SSE's retry is the least pause", lost, { retryMs: 3_000 }, { action: "reopen", delayMs: 3_000 }],
    ["SSE's retry counts up to the cap", lost, { retryMs: 60_000 }, { action: "reopen", delayMs: 15_000 }],
    [
      "the longer of jitter and SSE's retry counts",
      lost,
      { retryMs: 100, faultsInARow: 4 },
      { delayMs: 500 },
    ],
    ["Retry-After is the least pause", refused(503, 2_000), {}, { action: "reopen", delayMs: 2_000 }],
    ["Retry-After counts up to the cap", refused(429, 3_600_000), {}, { action: "reopen", delayMs: 15_000 }],
    ["Retry-After wins over SSE's retry", refused(503, 2_000), { retryMs: 9_000 }, { delayMs: 2_000 }],
    ["a refusal without Retry-After keeps to SSE's retry", refused(503), { retryMs: 900 }, { delayMs: 900 }],
    ["a cap of 0 never pauses", refused(503, 9_000), { maxDelayMs: 0, faultsInARow: 5 }, { delayMs: 0 }],
    ["401 asks for fresh credentials", refused(401), {}, { action: "reopen", delayMs: 0, refresh: true }],
    ["403 asks for fresh credentials", refused(403), {}, { action: "reopen", delayMs: 0, refresh: true }],
    ["401 with fresh credentials is final", refused(401), { refreshed: true }, { action: "refuse" }],
    ["403 with fresh credentials is final", refused(403), { refreshed: true }, { action: "refuse" }],
    ["410 to a cursor starts anew", refused(410), { resumed: true }, { delayMs: 0, forgetCursor: true }],
    ["410 without a cursor is final", refused(410), {}, { action: "refuse" }],
  ])("%s", (_, fault, context, expected) => {
    expect(nextStep(fault, { ...first, ...context })).toMatchObject(expected);
  });

  it.each([408, 409, 425, 429, 500, 502, 503, 504, 599])("status %i may pass", (status) => {
    expect(nextStep(refused(status), first)).toEqual({ action: "reopen", delayMs: 0 });
  });

  it.each([300, 304, 400, 402, 404, 405, 406, 410, 414, 422, 431, 451])("status %i is final", (status) => {
    expect(nextStep(refused(status), first)).toEqual({ action: "refuse" });
  });

  it("no pause is negative or over the cap, and what the source asks for is the least, up to the cap", () => {
    const asked = fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          faultsInARow: fc.integer({ min: 1, max: 5_000 }),
          resumed: fc.boolean(),
          refreshed: fc.boolean(),
          retryMs: asked,
          maxDelayMs: fc.integer({ min: 0, max: 600_000 }),
          random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        asked,
        fc.constantFrom(undefined, 409, 429, 503),
        (context, retryAfterMs, status) => {
          const fault = status === undefined ? lost : refused(status, retryAfterMs);
          const step = nextStep(fault, context);
          if (step.action !== "reopen") throw new Error("a fault that may pass was refused");
          const least = status === undefined ? context.retryMs : (retryAfterMs ?? context.retryMs);
          expect(step.delayMs).toBeGreaterThanOrEqual(Math.min(least ?? 0, context.maxDelayMs));
          expect(step.delayMs).toBeLessThanOrEqual(context.maxDelayMs);
        },
      ),
    );
  });
});

describe("the history of faults", () => {
  it.each<[string, (number | undefined)[], number]>([
    ["counts connections that never came up", [undefined, undefined, undefined], 3],
    ["counts connections that were up for a moment only, whatever they sent", [20, 999, 500], 3],
    ["begins anew after a connection that was up for a second", [undefined, undefined, 1_000], 1],
    ["counts on from there", [undefined, 60_000, undefined], 2],
  ])("%s", (_, ups, inARow) => {
    const faults = new FaultHistory();
    for (const upMs of ups) faults.add(upMs);
    expect(faults.inARow).toBe(inARow);
  });

  it("allows credentials to be refreshed again once a connection has been up, however quiet it was", () => {
    const faults = new FaultHistory();
    faults.refreshed = true;
    faults.add(undefined);
    expect(faults.refreshed).toBe(true);
    faults.add(0);
    expect(faults.refreshed).toBe(false);
  });
});
