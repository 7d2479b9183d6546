import { describe, expect, test } from "vitest";
import {
  advance,
  begin,
  claim,
  confirm,
  fail,
  finish,
  inherit,
  type Lease,
  offer,
  release,
  report,
  stop,
  withdraw,
} from "../../src/index.ts";
import { begunLease, carrierLease, heldLease, mine, overLease, seatedLease, T0 } from "../support/leases.ts";

const deepFrozen = (lease: Lease): Lease => Object.freeze({ ...lease, counts: Object.freeze(lease.counts) });
const held = deepFrozen(heldLease);
const seated = deepFrozen(seatedLease);
const nowMs = T0 + 30_000;
const waiting = { waitingFor: "default", waitingSinceMs: nowMs };
const offered = deepFrozen({ ...seated, waitingFor: "default/offered", waitingSinceMs: nowMs });

describe("a begin", () => {
  const request = { streamId: "weather", executionArn: "execution-2", nowMs, restart: true };

  test("for a fleet lets the stream wait", () => {
    expect(begin(undefined, { ...request, waitingFor: "default" }).lease).toEqual({
      ...begunLease,
      executionArn: "execution-2",
      startedAtMs: nowMs,
      ...waiting,
    });
  });

  test("for a fleet takes a stream from its carrier, one for none forgets that there was a fleet", () => {
    const found = { ...overLease("ended", offered), follow: "onward", cursorless: 7 };
    const forFleet = begin(found, { ...request, waitingFor: "night" }).lease;
    expect(forFleet).toMatchObject({ epoch: 3, waitingFor: "night", waitingSinceMs: nowMs, cursorless: 7 });
    expect(forFleet).not.toHaveProperty("carrier");
    expect(forFleet).not.toHaveProperty("follow");
    const forNone = begin(found, request).lease;
    for (const gone of ["carrier", "waitingFor", "waitingSinceMs"]) expect(forNone).not.toHaveProperty(gone);
  });

  test("of a carrier forgets what the one before has reported", () => {
    const restarted = begin(overLease("failed", carrierLease), {
      ...request,
      streamId: carrierLease.streamId,
    });
    expect(restarted.lease).not.toHaveProperty("seats");
    expect(restarted.lease).not.toHaveProperty("room");
  });
});

describe("a claim", () => {
  const request = {
    streamId: "weather",
    holder: "B",
    claimId: "request-2",
    expectedEpoch: 2,
    nowMs,
    handoverAtMs: T0 + 80_000,
    expiresAtMs: T0 + 90_000,
  };

  test.each([
    { named: "waits", found: { ...held, ...waiting } },
    { named: "is offered", found: offered },
    { named: "is another carrier's", found: seated },
  ])("of a carrier takes a stream that $named", ({ found }) => {
    const { lease } = claim(found, { ...request, carrier: "#carrier/default/2" });
    expect(lease).toMatchObject({ epoch: 3, carrier: "#carrier/default/2" });
    expect(lease).not.toHaveProperty("waitingFor");
    expect(lease).not.toHaveProperty("waitingSinceMs");
  });

  test("of no carrier takes it out of the fleet", () => {
    const { lease } = claim(offered, request);
    expect(lease).toEqual(claim(held, request).lease);
  });

  test("of a carrier's own lease keeps what was reported until its holder reports", () => {
    const { lease } = claim(carrierLease, { ...request, streamId: carrierLease.streamId });
    expect(lease).toMatchObject({ seats: 50, room: 0 });
  });

  test("keeps how the source is followed and what had no cursor", () => {
    const found = { ...held, follow: "onward", cursorless: 7 };
    expect(claim(found, request).lease).toMatchObject({ follow: "onward", cursorless: 7 });
  });
});

describe("an offer", () => {
  const request = { ...mine, fleet: "default", nowMs };

  test("says that the stream waits, and leaves it to its holder", () => {
    expect(offer(seated, request)).toEqual({ ok: true, lease: offered });
    expect(confirm(offered, { ...mine, nowMs })).toMatchObject({ ok: true });
    expect(advance(offered, { ...mine, counts: held.counts, nowMs })).toEqual({
      ok: true,
      lease: { ...offered, savedAtMs: nowMs },
    });
  });

  test("made again keeps the time of the first", () => {
    expect(offer(offered, { ...request, nowMs: nowMs + 1 })).toEqual({ ok: true, lease: offered });
  });

  test("is taken back by its holder, who may do so again", () => {
    expect(withdraw(offered, { ...mine, nowMs })).toEqual({ ok: true, lease: seated });
    expect(withdraw(seated, { ...mine, nowMs })).toEqual({ ok: true, lease: seated });
  });
});

describe.each([
  {
    named: "an offer",
    write: (found?: Lease, who = mine) => offer(found, { ...who, fleet: "default", nowMs }),
  },
  { named: "a withdrawal", write: (found?: Lease, who = mine) => withdraw(found, { ...who, nowMs }) },
])("$named is refused", ({ write }) => {
  test("to a holder that is fenced out", () => {
    const fenced = { ok: false, why: "fenced", lease: offered };
    expect(write(offered, { ...mine, epoch: 1 })).toEqual(fenced);
    expect(write(offered, { ...mine, claimId: "request-2" })).toEqual(fenced);
  });

  test("of a stream that is over, or not there", () => {
    const lease = overLease("stopped");
    expect(write(lease)).toEqual({ ok: false, why: "not-running", lease });
    expect(write(undefined)).toEqual({ ok: false, why: "absent", lease: undefined });
  });

  test("of a stream that no carrier has: somebody has released it, and it waits whatever its holder says", () => {
    const lease = { ...held, ...waiting };
    expect(write(lease)).toEqual({ ok: false, why: "not-carried", lease });
  });
});

describe("a release", () => {
  const late = T0 + 60_001;
  const request = { streamId: "weather", carrier: "#carrier/default/1", fleet: "default", nowMs: late };
  const released = { ...held, waitingFor: "default", waitingSinceMs: late };

  test.each([
    { named: "in its seat", found: seated },
    { named: "that it had offered", found: offered },
  ])("lets a stream of a dead carrier wait $named, from then on", ({ found }) => {
    expect(release(found, request)).toEqual({ ok: true, lease: released });
  });

  test("made twice is made once", () => {
    expect(release(released, { ...request, nowMs: late + 1 })).toEqual({ ok: true, lease: released });
  });

  test.each([
    {
      named: "of a holder that may be alive",
      found: seated,
      asked: { ...request, nowMs: T0 + 60_000 },
      why: "not-expired",
    },
    {
      named: "of another carrier",
      found: seated,
      asked: { ...request, carrier: "#carrier/default/2" },
      why: "not-carried",
    },
    { named: "of no carrier", found: held, asked: request, why: "not-carried" },
    { named: "that is over", found: overLease("failed", seated), asked: request, why: "not-running" },
    { named: "that is not there", found: undefined, asked: request, why: "absent" },
  ])("leaves a stream as it is $named", ({ found, asked, why }) => {
    expect(release(found, asked)).toEqual({ ok: false, why, lease: found });
  });

  test("leaves its holder the books, if that is alive after all, until the next claim", () => {
    const counts = { ...held.counts, received: 11 };
    expect(advance(released, { ...mine, counts, nowMs: late })).toEqual({
      ok: true,
      lease: { ...released, counts, savedAtMs: late },
    });
  });
});

test("a carrier reports its seats and its room on its own lease, for as long as it holds that", () => {
  const request = { ...mine, streamId: carrierLease.streamId, seats: 49, room: 1, nowMs };
  expect(report(carrierLease, request)).toEqual({
    ok: true,
    lease: { ...carrierLease, seats: 49, room: 1, savedAtMs: nowMs },
  });
  expect(report(carrierLease, { ...request, epoch: 1 })).toMatchObject({ ok: false, why: "fenced" });
  expect(report(overLease("failed", carrierLease), request)).toMatchObject({ ok: false, why: "not-running" });
  expect(report(undefined, request)).toMatchObject({ ok: false, why: "absent" });
});

test.each([
  {
    verb: "finish",
    end: (found: Lease) => finish(found, { ...mine, counts: found.counts, status: "ended", nowMs }),
  },
  {
    verb: "fail",
    end: (found: Lease) => fail(found, { ...mine, executionArn: "execution-1", reason: "lost", nowMs }),
  },
  { verb: "stop", end: (found: Lease) => stop(found, { streamId: "weather", nowMs }) },
])("a stream that is over by $verb has no carrier and waits for none", ({ end }) => {
  const { lease } = end(offered);
  for (const gone of ["carrier", "waitingFor", "waitingSinceMs"]) expect(lease).not.toHaveProperty(gone);
  expect(end({ ...held, ...waiting }).lease).toEqual(lease);
});

test("an execution inherits a stream with its carrier and its wait", () => {
  const request = { streamId: "weather", executionArn: "execution-2", predecessorArn: "execution-1", nowMs };
  expect(inherit(offered, request).lease).toEqual({ ...offered, executionArn: "execution-2" });
});
