import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completePolicy } from "../../../src/follow/policy/complete-policy.ts";
import { FaultHistory } from "../../../src/follow/policy/fault-history.ts";
import type { FollowPolicy } from "../../../src/follow/policy/follow-policy.ts";
import { type ConnectionFault, type FaultContext, nextStep } from "../../../src/follow/policy/next-step.ts";

const first: FaultContext = {
  faultsInARow: 1,
  downMs: 0,
  resumed: false,
  refreshed: false,
  restarted: false,
  wasUp: false,
  goneMs: 0,
  leastPauseMs: 0,
  retryMs: undefined,
};

/** One cap for all that makes it wait. */
const capped = { maxDelayMs: 15_000, maxRetryAfterMs: 15_000, maxRetryMs: 15_000 };

function policyOf(given: Partial<FollowPolicy>): FollowPolicy {
  const problems: string[] = [];
  const policy = completePolicy(given, problems);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return policy;
}

const never = { maxDelayMs: 0, maxRetryAfterMs: 0 };

const lost: ConnectionFault = { kind: "lost" };
const closed: ConnectionFault = { kind: "closed" };

function refused(status: number, retryAfterMs?: number): ConnectionFault {
  return { kind: "refused", status, retryAfterMs };
}

describe("after a fault", () => {
  it.each<[string, ConnectionFault, Partial<FaultContext>, Partial<FollowPolicy>, object]>([
    ["a first loss is mended at once", lost, {}, {}, { action: "reopen", delayMs: 0 }],
    ["a first loss waits when the policy says so", lost, {}, { firstDelayMs: 600 }, { delayMs: 300 }],
    ["a second one after half of 250 ms", lost, { faultsInARow: 2 }, {}, { delayMs: 125 }],
    ["a third one after half of 500 ms", lost, { faultsInARow: 3 }, {}, { delayMs: 250 }],
    ["a ninth one after half of the cap", lost, { faultsInARow: 9 }, {}, { delayMs: 7_500 }],
    ["a millionth one too", lost, { faultsInARow: 1e6 }, {}, { delayMs: 7_500 }],
    [
      "a millionth one from a range of 0 at once",
      lost,
      { faultsInARow: 1e6 },
      { baseDelayMs: 0 },
      { delayMs: 0 },
    ],
    ["SSE's retry is the least pause", lost, { retryMs: 3_000 }, {}, { action: "reopen", delayMs: 3_000 }],
    ["SSE's retry counts after a clean close too", closed, { retryMs: 3_000 }, {}, { delayMs: 3_000 }],
    ["SSE's retry counts up to its cap", lost, { retryMs: 60_000 }, {}, { delayMs: 15_000 }],
    [
      "the longer of jitter and SSE's retry counts",
      lost,
      { retryMs: 100, faultsInARow: 4 },
      {},
      { delayMs: 500 },
    ],
    [
      "a first restart is at once, without the cursor",
      { kind: "restart", cursor: undefined },
      { faultsInARow: 7, retryMs: 9_000 },
      {},
      { action: "reopen", delayMs: 0, forgetCursor: true },
    ],
    [
      "a restart goes on from where it says",
      { kind: "restart", cursor: "5" },
      {},
      {},
      { action: "reopen", delayMs: 0, cursor: "5" },
    ],
    [
      "a restart after another has the pause of a fault",
      { kind: "restart", cursor: undefined },
      { restarted: true, faultsInARow: 3 },
      {},
      { delayMs: 250 },
    ],
    [
      "a restart with nothing in between has the pause of a failure",
      { kind: "restart", cursor: undefined },
      { leastPauseMs: 4_000 },
      {},
      { delayMs: 4_000, forgetCursor: true },
    ],
    [
      "a failure has its least pause, also when it is the first fault",
      { kind: "failure", status: undefined, retryAfterMs: undefined },
      { leastPauseMs: 1_000 },
      {},
      { action: "reopen", delayMs: 1_000 },
    ],
    [
      "a failure is granted what it asks for, up to the cap",
      { kind: "failure", status: 400, retryAfterMs: 3_600_000 },
      { leastPauseMs: 1_000 },
      {},
      { delayMs: 15_000 },
    ],
    ["Retry-After is the least pause", refused(503, 2_000), {}, {}, { action: "reopen", delayMs: 2_000 }],
    ["Retry-After counts up to its cap", refused(429, 3_600_000), {}, {}, { delayMs: 15_000 }],
    [
      "Retry-After may have a cap of its own",
      refused(429, 3_600_000),
      {},
      { maxRetryAfterMs: 1 },
      { delayMs: 1 },
    ],
    ["Retry-After wins over SSE's retry", refused(503, 2_000), { retryMs: 9_000 }, {}, { delayMs: 2_000 }],
    [
      "a refusal without Retry-After keeps to SSE's retry",
      refused(503),
      { retryMs: 900 },
      {},
      { delayMs: 900 },
    ],
    [
      "a refusal has a least pause of the policy's",
      refused(429),
      { leastPauseMs: 40_000 },
      {},
      { delayMs: 40_000 },
    ],
    ["which gives way to Retry-After", refused(429, 1_000), { leastPauseMs: 40_000 }, {}, { delayMs: 1_000 }],
    [
      "which does not count where another connection is in the way",
      refused(429),
      { leastPauseMs: 40_000 },
      { busy: [429] },
      { delayMs: 125 },
    ],
    ["a stream that never was cannot be gone", refused(404), {}, {}, { action: "refuse" }],
    [
      "a stream that was up may be back",
      refused(404),
      { wasUp: true, leastPauseMs: 2_000 },
      {},
      { action: "reopen", delayMs: 2_000 },
    ],
    [
      "it is asked for at the end of its time",
      refused(404),
      { wasUp: true, goneMs: 299_000, leastPauseMs: 30_000 },
      {},
      { delayMs: 1_000 },
    ],
    ["and refused after it", refused(404), { wasUp: true, goneMs: 300_000 }, {}, { action: "refuse" }],
    [
      "a session that is gone is made anew at once",
      refused(404),
      { session: { wasForgotten: false }, faultsInARow: 9, leastPauseMs: 9_000 },
      {},
      { action: "reopen", delayMs: 0, forgetSession: true, forgetCursor: true },
    ],
    [
      "but not before Retry-After",
      refused(404, 5_000),
      { session: { wasForgotten: false } },
      {},
      { delayMs: 5_000, forgetSession: true },
    ],
    [
      "one that is gone again, of a stream that was up, is made anew after a pause",
      refused(404),
      { session: { wasForgotten: true }, wasUp: true, leastPauseMs: 4_000 },
      {},
      { delayMs: 4_000, forgetSession: true, forgetCursor: true },
    ],
    [
      "which is the end of one that never was",
      refused(404),
      { session: { wasForgotten: true } },
      {},
      { action: "refuse" },
    ],
    [
      "and of one that has been gone too long",
      refused(404),
      { session: { wasForgotten: true }, wasUp: true, goneMs: 300_000 },
      {},
      { action: "refuse" },
    ],
    [
      "the policy says by what it is gone",
      refused(400),
      { session: { wasForgotten: false } },
      { sessionGoneOn: ["4xx"] },
      { forgetSession: true },
    ],
    [
      "other statuses mean what they mean",
      refused(401),
      { session: { wasForgotten: false } },
      {},
      { action: "reopen", refresh: true },
    ],
    ["410 without a cursor is final, even then", refused(410), { wasUp: true }, {}, { action: "refuse" }],
    ["caps of 0 never pause", refused(503, 9_000), { faultsInARow: 5 }, never, { delayMs: 0 }],
    [
      "a place that is taken is asked for again soon",
      refused(409),
      { faultsInARow: 9, retryMs: 9_000 },
      { busy: [409] },
      { delayMs: 125 },
    ],
    [
      "but after a while it is not the connection before that takes it",
      refused(429),
      { faultsInARow: 9, downMs: 10_000, leastPauseMs: 5_000 },
      { busy: [429] },
      { delayMs: 7_500 },
    ],
    [
      "and not before Retry-After",
      refused(429, 4_000),
      { faultsInARow: 9 },
      { busy: [429] },
      { delayMs: 4_000 },
    ],
    ["401 asks for fresh credentials", refused(401), {}, {}, { action: "reopen", delayMs: 0, refresh: true }],
    ["403 asks for fresh credentials", refused(403), {}, {}, { action: "reopen", delayMs: 0, refresh: true }],
    ["401 with fresh credentials is final", refused(401), { refreshed: true }, {}, { action: "refuse" }],
    ["403 with fresh credentials is final", refused(403), { refreshed: true }, {}, { action: "refuse" }],
    [
      "401 is final when the policy has no refresh",
      refused(401),
      {},
      { refreshOn: [] },
      { action: "refuse" },
    ],
    ["410 to a cursor starts anew", refused(410), { resumed: true }, {}, { delayMs: 0, forgetCursor: true }],
    ["410 without a cursor is final", refused(410), {}, {}, { action: "refuse" }],
    ["a clean close may be the end of it", closed, {}, { reopenClosed: false }, { action: "leave" }],
    ["but a loss is none", lost, {}, { reopenClosed: false }, { action: "reopen" }],
    [
      "the third fault in a row is the last of three",
      lost,
      { faultsInARow: 3 },
      { maxAttempts: 3 },
      { action: "exhaust", limit: "maxAttempts" },
    ],
    ["the second is not", lost, { faultsInARow: 2 }, { maxAttempts: 3 }, { action: "reopen" }],
    [
      "a pause that ends too late is not made",
      refused(503, 5_000),
      { downMs: 5_001 },
      { maxElapsedMs: 10_000 },
      { action: "exhaust", limit: "maxElapsedMs" },
    ],
    [
      "one that ends in time is",
      refused(503, 5_000),
      { downMs: 5_000 },
      { maxElapsedMs: 10_000 },
      { delayMs: 5_000 },
    ],
    ["a refusal is one whatever the limits", refused(404), {}, { maxAttempts: 1 }, { action: "refuse" }],
  ])("%s", (_, fault, context, policy, expected) => {
    const step = nextStep(fault, { ...first, ...context }, policyOf({ ...capped, ...policy }), 0.5);
    expect(step).toMatchObject(expected);
  });

  it.each([408, 409, 420, 425, 429, 500, 502, 503, 504, 599])("status %i may pass", (status) => {
    expect(nextStep(refused(status), first, policyOf({}), 0.5)).toEqual({ action: "reopen", delayMs: 0 });
  });

  it.each([300, 304, 400, 402, 404, 405, 406, 410, 414, 422, 431, 451])("status %i is final", (status) => {
    expect(nextStep(refused(status), first, policyOf({}), 0.5)).toEqual({ action: "refuse" });
  });

  it("no pause is negative or over the caps, and what the source asks for is the least, up to its cap", () => {
    const asked = fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined });
    const capMs = fc.integer({ min: 0, max: 600_000 });
    fc.assert(
      fc.property(
        fc.record({
          faultsInARow: fc.integer({ min: 1, max: 5_000 }),
          downMs: fc.nat(),
          resumed: fc.boolean(),
          refreshed: fc.boolean(),
          restarted: fc.boolean(),
          wasUp: fc.boolean(),
          goneMs: fc.nat(),
          leastPauseMs: fc.integer({ min: 0, max: 900_000 }),
          retryMs: asked,
        }),
        fc.record({ maxDelayMs: capMs, maxRetryAfterMs: capMs, maxRetryMs: capMs, firstDelayMs: capMs }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        asked,
        fc.constantFrom(undefined, 409, 429, 503),
        (context, policy, random, retryAfterMs, status) => {
          const fault = status === undefined ? lost : refused(status, retryAfterMs);
          const step = nextStep(fault, context, policyOf(policy), random);
          if (step.action !== "reopen") throw new Error("a fault that may pass was refused");
          const isAfter = status !== undefined && retryAfterMs !== undefined;
          const leastMs = isAfter
            ? Math.min(retryAfterMs, policy.maxRetryAfterMs)
            : Math.max(Math.min(context.retryMs ?? 0, policy.maxRetryMs), context.leastPauseMs);
          expect(step.delayMs).toBeGreaterThanOrEqual(leastMs);
          expect(step.delayMs).toBeLessThanOrEqual(Math.max(leastMs, policy.maxDelayMs));
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
    for (const upMs of ups) faults.add(upMs, 0, { soundAfterMs: 1_000 });
    expect(faults.inARow).toBe(inARow);
  });

  it("allows credentials to be refreshed again once a connection has been up, however quiet it was", () => {
    const faults = new FaultHistory();
    faults.refreshed = true;
    faults.add(undefined, 0, { soundAfterMs: 1_000 });
    expect(faults.refreshed).toBe(true);
    faults.add(0, 0, { soundAfterMs: 1_000 });
    expect(faults.refreshed).toBe(false);
  });

  it("counts refusals that have a least pause, which doubles up to its cap, until a connection was sound", () => {
    const policy = policyOf({});
    const faults = new FaultHistory();
    const pauseAfter = (status: number, upMs?: number) => {
      faults.add(upMs, 0, policy);
      faults.refused({ status, retryAfterMs: undefined }, 0, policy);
      return faults.leastPauseMs(status, policy) / 1_000;
    };
    expect([429, 429, 503, 420, 429].map((status) => pauseAfter(status))).toEqual([5, 10, 0, 20, 40]);
    expect([404, 404, 404].map((status) => pauseAfter(status))).toEqual([2, 4, 8]);
    for (let count = 0; count < 40; count++) pauseAfter(429);
    expect(pauseAfter(429)).toBe(900);
    expect(pauseAfter(429, 999)).toBe(900);
    expect(pauseAfter(429, 1_000)).toBe(5);
  });

  it("does not count a refusal that says when to come back", () => {
    const policy = policyOf({});
    const faults = new FaultHistory();
    for (const retryAfterMs of [1_000, 2_000, undefined])
      faults.refused({ status: 429, retryAfterMs }, 0, policy);
    expect(faults.leastPauseMs(429, policy)).toBe(5_000);
  });

  it("finds the least pause of a status by itself before that of its class", () => {
    const leastPauses = [
      { on: ["4xx" as const], firstMs: 1, maxMs: 1 },
      { on: [429], firstMs: 2, maxMs: 2 },
    ];
    const faults = new FaultHistory();
    expect([429, 404, 503].map((status) => faults.leastPauseMs(status, { leastPauses }))).toEqual([2, 1, 0]);
  });

  it("measures how long a stream is gone from the first refusal that says so, until it is up", () => {
    const policy = policyOf({});
    const faults = new FaultHistory();
    expect(faults.goneMs(9_000)).toBe(0);
    faults.refused({ status: 503, retryAfterMs: undefined }, 1_000, policy);
    faults.refused({ status: 404, retryAfterMs: undefined }, 2_000, policy);
    faults.refused({ status: 404, retryAfterMs: undefined }, 5_000, policy);
    expect(faults.goneMs(9_000)).toBe(7_000);
    faults.add(0, 9_000, policy);
    expect(faults.goneMs(10_000)).toBe(0);
  });

  it("measures from the first fault in the row", () => {
    const faults = new FaultHistory();
    faults.add(undefined, 5_000, { soundAfterMs: 1_000 });
    faults.add(undefined, 7_000, { soundAfterMs: 1_000 });
    expect(faults.downMs(9_000)).toBe(4_000);
    faults.add(2_000, 20_000, { soundAfterMs: 1_000 });
    expect(faults.downMs(21_000)).toBe(1_000);
  });
});
