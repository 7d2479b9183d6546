import { describe, expect, test } from "vitest";
import { advance, claim, confirm, fail, finish, type Lease, stop } from "../../src/index.ts";
import { begunLease, heldLease, mine, overLease, T0 } from "../support/leases.ts";

const deepFrozen = (lease: Lease): Lease => Object.freeze({ ...lease, counts: Object.freeze(lease.counts) });
const held = deepFrozen(heldLease);
const begun = deepFrozen(begunLease);

describe("claim", () => {
  const request = {
    streamId: "weather",
    holder: "B",
    claimId: "request-2",
    expectedEpoch: 2,
    nowMs: T0 + 40_000,
    handoverAtMs: T0 + 80_000,
    expiresAtMs: T0 + 90_000,
  };
  const claimed: Lease = {
    streamId: "weather",
    status: "running",
    executionArn: "execution-1",
    startedAtMs: T0,
    epoch: 3,
    holder: "B",
    claimId: "request-2",
    claimedAtMs: T0 + 40_000,
    handoverAtMs: T0 + 80_000,
    expiresAtMs: T0 + 90_000,
    checkpoint: "id-7",
    takenOver: { epoch: 2, counts: held.counts },
    counts: held.counts,
    connections: 2,
    failures: 2,
  };

  test("raises the epoch, names the holder, keeps checkpoint and counts, is not connected yet", () => {
    expect(claim(held, request)).toEqual({ ok: true, lease: claimed });
  });

  test("made twice is made once", () => {
    expect(claim(claimed, request)).toEqual({ ok: true, lease: claimed });
  });

  test.each([
    { named: "by another invocation of the same holder", lost: { ...request, claimId: "request-3" } },
    { named: "by one that has seen an older epoch", lost: { ...request, expectedEpoch: 1 } },
    { named: "by one that has seen an epoch yet to come", lost: { ...request, expectedEpoch: 4 } },
  ])("is lost $named, which learns who won", ({ lost }) => {
    expect(claim(claimed, lost)).toEqual({ ok: false, why: "fenced", lease: claimed });
  });

  test.each(["ended", "stopped", "failed"] as const)(
    "of a stream that has %s is refused, whatever the epoch",
    (status) => {
      const found = overLease(status);
      for (const expectedEpoch of [1, 2]) {
        expect(claim(found, { ...request, expectedEpoch })).toEqual({
          ok: false,
          why: "not-running",
          lease: found,
        });
      }
      expect(claim({ ...claimed, status }, request)).toMatchObject({ ok: false, why: "not-running" });
    },
  );

  test("needs a record", () => {
    expect(claim(undefined, request)).toEqual({ ok: false, why: "absent", lease: undefined });
  });
});

describe("the holder's writes", () => {
  const counts = { received: 12, stored: 8, duplicates: 4 };
  const nowMs = T0 + 7_000;
  const writes = {
    confirm: (found: Lease | undefined, who = mine) => confirm(found, { ...who, nowMs }),
    advance: (found: Lease | undefined, who = mine) => advance(found, { ...who, counts, nowMs }),
    finish: (found: Lease | undefined, who = mine) =>
      finish(found, { ...who, counts, status: "ended", nowMs }),
  };

  test.each(Object.entries(writes))("%s of a fenced-out holder changes nothing", (_, write) => {
    const fenced = { ok: false, why: "fenced", lease: held };
    expect(write(held, { ...mine, epoch: 1 })).toEqual(fenced);
    expect(write(held, { ...mine, claimId: "request-2" })).toEqual(fenced);
    expect(write(begun, { ...mine, epoch: begun.epoch })).toEqual({ ...fenced, lease: begun });
    expect(write(undefined)).toEqual({ ok: false, why: "absent", lease: undefined });
  });

  test.each(Object.entries(writes))("%s changes nothing of a stream that has failed", (_, write) => {
    expect(write(overLease("failed"))).toMatchObject({ ok: false, why: "not-running" });
  });

  test("the first confirmation stays", () => {
    const { connectedAtMs: _, ...claimed } = held;
    expect(writes.confirm(claimed)).toEqual({
      ok: true,
      lease: { ...claimed, connectedAtMs: nowMs, savedAtMs: nowMs },
    });
    expect(writes.confirm(held)).toEqual({ ok: true, lease: { ...held, savedAtMs: nowMs } });
  });

  test("confirm and advance say when they were made and, of a connection that is up, since when", () => {
    const upSinceMs = T0 + 300;
    const shown = { savedAtMs: nowMs, upSinceMs, upUntilMs: nowMs };
    expect(confirm(held, { ...mine, upSinceMs, nowMs }).lease).toEqual({ ...held, ...shown });
    expect(advance(held, { ...mine, counts, upSinceMs, nowMs }).lease).toEqual({ ...held, counts, ...shown });
  });

  test("what was shown stays when the next write finds the connection down, and is forgotten by the next claim", () => {
    const shown = { ...held, savedAtMs: T0 + 400, upSinceMs: T0 + 300, upUntilMs: T0 + 400 };
    const { lease } = writes.advance(shown);
    expect(lease).toEqual({ ...shown, counts, savedAtMs: nowMs });
    const times = { handoverAtMs: T0 + 80_000, expiresAtMs: T0 + 90_000, nowMs };
    const request = { streamId: "weather", holder: "B", claimId: "request-2", expectedEpoch: 2, ...times };
    expect(claim(shown, request).lease).toEqual(claim(held, request).lease);
  });

  test("advance sets counts, and the checkpoint when there is one", () => {
    expect(writes.advance(held)).toEqual({ ok: true, lease: { ...held, counts, savedAtMs: nowMs } });
    expect(advance(held, { ...mine, counts, checkpoint: "id-9", nowMs })).toEqual({
      ok: true,
      lease: { ...held, counts, checkpoint: "id-9", savedAtMs: nowMs },
    });
  });

  test("advance says that the holder has shown progress, and what went wrong before is forgotten", () => {
    const failing = { ...held, failures: 4, lastError: "ECONNREFUSED", failingSinceMs: T0 - 9_000 };
    expect(advance(failing, { ...mine, counts, failures: 0, nowMs })).toEqual({
      ok: true,
      lease: { ...held, counts, failures: 0, savedAtMs: nowMs },
    });
    expect(writes.advance(failing)).toEqual({ ok: true, lease: { ...failing, counts, savedAtMs: nowMs } });
  });

  test("advance says what went wrong, since when the first time only", () => {
    const lastError = "StreamHeadersTooLargeError";
    const failed = advance(held, { ...mine, counts, lastError, nowMs });
    expect(failed.lease).toEqual({
      ...{ ...held, counts, failures: 1, savedAtMs: nowMs },
      ...{ lastError, failingSinceMs: nowMs },
    });
    const again = advance(failed.lease, {
      ...mine,
      counts,
      failures: 3,
      lastError: "again",
      nowMs: nowMs + 1,
    });
    expect(again.lease).toMatchObject({ failures: 3, lastError: "again", failingSinceMs: nowMs });
  });

  test("advance and finish say how the source is followed, and what had no cursor", () => {
    const said = advance(held, { ...mine, counts, follow: "onward", cursorless: 2, nowMs }).lease;
    expect(said).toEqual({ ...held, counts, follow: "onward", cursorless: 2, savedAtMs: nowMs });
    expect(writes.advance(said)).toEqual({ ok: true, lease: said });
    const last = { ...mine, counts, status: "ended", follow: null, cursorless: 3, nowMs } as const;
    expect(finish(said, last).lease).toEqual({
      ...held,
      counts,
      status: "ended",
      endedAtMs: nowMs,
      savedAtMs: nowMs,
      cursorless: 3,
    });
  });

  test("finish takes the last word on failures, too", () => {
    const failing = { ...held, failures: 4, lastError: "ECONNREFUSED", failingSinceMs: T0 };
    const { lease } = finish(failing, { ...mine, counts, status: "ended", failures: 0, nowMs });
    expect(lease).toEqual({ ...held, counts, status: "ended", endedAtMs: nowMs, failures: 0 });
  });

  test.each(["received", "stored", "duplicates"])("advance never counts %s back", (count) => {
    const fewer = { ...held.counts, [count]: 2 };
    expect(advance(held, { ...mine, counts: fewer, checkpoint: "id-5", nowMs })).toEqual({
      ok: false,
      why: "outdated",
      lease: held,
    });
    expect(finish(held, { ...mine, counts: fewer, status: "ended", nowMs })).toMatchObject({
      why: "outdated",
    });
  });

  test("after a stop the holder may still advance, and no longer confirm or finish", () => {
    const stopped = overLease("stopped");
    expect(writes.advance(stopped)).toEqual({ ok: true, lease: { ...stopped, counts, savedAtMs: nowMs } });
    expect(writes.confirm(stopped)).toMatchObject({ ok: false, why: "not-running" });
    expect(writes.finish(stopped)).toMatchObject({ ok: false, why: "not-running" });
  });

  test("finish ends the stream once, with the last counts and checkpoint", () => {
    const last = {
      ...mine,
      counts,
      checkpoint: "id-9",
      status: "failed",
      reason: "HTTP 401",
      nowMs,
    } as const;
    const lease = {
      ...held,
      counts,
      checkpoint: "id-9",
      status: "failed",
      reason: "HTTP 401",
      endedAtMs: nowMs,
    };
    const finished = finish(held, last);
    expect(finished).toEqual({ ok: true, lease });
    expect(finish(finished.lease, { ...last, nowMs: nowMs + 1 })).toEqual({ ok: true, lease });
    expect(finish(finished.lease, { ...last, status: "ended" })).toMatchObject({ why: "not-running" });
    expect(writes.advance(finished.lease)).toMatchObject({ ok: false, why: "not-running" });
  });
});

describe("fail", () => {
  const request = {
    streamId: "weather",
    executionArn: "execution-1",
    reason: "no such function",
    nowMs: T0 + 9,
  };

  test.each([begun, held])("marks the stream of the execution, claimed or not", (found) => {
    const lease = { ...found, status: "failed", reason: "no such function", endedAtMs: T0 + 9 };
    const failed = fail(found, request);
    expect(failed).toEqual({ ok: true, lease });
    expect(fail(failed.lease, { ...request, nowMs: T0 + 10 })).toEqual({ ok: true, lease });
  });

  test("leaves another execution's stream, and one that is over, as they are", () => {
    expect(fail(held, { ...request, executionArn: "execution-0" })).toMatchObject({ why: "already-running" });
    expect(fail(overLease("ended"), request)).toMatchObject({ ok: false, why: "not-running" });
    expect(fail(undefined, request)).toMatchObject({ ok: false, why: "absent" });
  });
});

describe("stop", () => {
  const request = { streamId: "weather", nowMs: T0 + 9_000 };

  test("needs neither epoch nor claim, and is made once", () => {
    const lease = { ...held, status: "stopped", endedAtMs: T0 + 9_000 };
    const stopped = stop(held, request);
    expect(stopped).toEqual({ ok: true, lease });
    expect(stop(stopped.lease, { ...request, nowMs: T0 + 9_999, reason: "again" })).toEqual({
      ok: true,
      lease,
    });
    expect(stop(begun, { ...request, reason: "by hand" })).toMatchObject({ lease: { reason: "by hand" } });
  });

  test.each(["ended", "failed"] as const)("leaves a stream as it is that has %s, and shows it", (status) => {
    const found = overLease(status);
    expect(stop(found, request)).toEqual({ ok: false, why: "not-running", lease: found });
  });

  test("says that there is no such stream", () => {
    expect(stop(undefined, request)).toEqual({ ok: false, why: "absent", lease: undefined });
  });
});
