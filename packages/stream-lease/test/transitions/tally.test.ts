import { describe, expect, test } from "vitest";
import {
  advance,
  begin,
  claim,
  finish,
  type Lease,
  leaseFromItem,
  leaseToItem,
  stop,
  tally,
} from "../../src/index.ts";
import { heldLease, mine, T0 } from "../support/leases.ts";

const nowMs = T0 + 41_000;
const late = { received: 4, stored: 3, duplicates: 1 };
const request = { streamId: "weather", epoch: mine.epoch, counts: late, nowMs };
/** Of `heldLease`, and late. */
const all = { received: 14, stored: 10, duplicates: 4 };

function claimed(lease: Lease, claimId = "request-2"): Lease {
  const times = { nowMs, handoverAtMs: T0 + 80_000, expiresAtMs: T0 + 90_000 };
  const result = claim(lease, { ...mine, holder: "B", claimId, expectedEpoch: lease.epoch, ...times });
  if (!result.ok) throw new Error(`the claim was lost: ${result.why}`);
  return result.lease;
}

function tallied(lease: Lease, counts = request): Lease {
  const result = tally(lease, counts);
  if (!result.ok) throw new Error(`not tallied: ${result.why}`);
  return result.lease;
}

describe("tally", () => {
  test("adds what a holder has counted since its successor's claim, once", () => {
    const lease = tallied(claimed(heldLease));
    expect(lease).toEqual({ ...claimed(heldLease), counts: all, late, talliedEpoch: 2 });
    expect(tally(lease, request)).toEqual({ ok: true, lease });
  });

  test("leaves the new holder's own counting as it is", () => {
    const own = { received: 11, stored: 8, duplicates: 3 };
    const owner = { streamId: "weather", epoch: 3, claimId: "request-2", nowMs };
    const { lease } = advance(tallied(claimed(heldLease)), { ...owner, counts: own });
    expect(lease?.counts).toEqual({ received: 15, stored: 11, duplicates: 4 });
    expect(advance(lease, { ...owner, counts: heldLease.counts })).toMatchObject({ why: "outdated" });
    const ended = finish(lease, { ...owner, counts: own, status: "ended" }).lease;
    expect(ended?.counts).toEqual(lease?.counts);
    expect(ended?.late).toBeUndefined();
    expect(ended && leaseToItem(ended)).toMatchObject({ received: { N: "15" }, stored: { N: "11" } });
  });

  test("is part of the next holder's books, who is told what it has taken over", () => {
    const next = claimed(tallied(claimed(heldLease)), "request-3");
    expect(next).toMatchObject({ counts: all, takenOver: { epoch: 3, counts: heldLease.counts } });
    expect(next.late).toBeUndefined();
  });

  test.each(["ended", "stopped", "failed"] as const)("counts on a stream that has %s by then", (status) => {
    const lease = tallied({ ...claimed(heldLease), status });
    expect(lease).toMatchObject({ status, counts: all });
    expect(lease.late).toEqual(status === "stopped" ? late : undefined);
  });

  test("is kept by a stop and by the begin that follows", () => {
    const stopped = stop(tallied(claimed(heldLease)), { streamId: "weather", nowMs }).lease;
    expect(stopped).toMatchObject({ counts: all, late });
    const restart = { streamId: "weather", executionArn: "execution-2", restart: true, nowMs };
    expect(begin(stopped, restart).lease).toMatchObject({ counts: all, late, talliedEpoch: 2 });
  });

  test("of a holder that nobody has succeeded is refused: it can still advance", () => {
    expect(tally(heldLease, request)).toEqual({ ok: false, why: "not-succeeded", lease: heldLease });
    expect(tally(undefined, request)).toEqual({ ok: false, why: "absent", lease: undefined });
  });

  test("that comes after a later holder's is lost: it could be one that was made before", () => {
    const lease = tallied(claimed(claimed(heldLease), "request-3"), { ...request, epoch: 3 });
    expect(tally(lease, request)).toEqual({ ok: false, why: "outdated", lease });
  });
});

test("a record keeps what came late apart from the holder's books, and the lease shows both", () => {
  const lease = tallied(claimed(heldLease));
  const item = leaseToItem(lease);
  expect(item).toMatchObject({
    received: { N: "10" },
    stored: { N: "7" },
    duplicates: { N: "3" },
    lateReceived: { N: "4" },
    lateStored: { N: "3" },
    lateDuplicates: { N: "1" },
    talliedEpoch: { N: "2" },
    takenOverEpoch: { N: "2" },
    takenOverReceived: { N: "10" },
    takenOverStored: { N: "7" },
    takenOverDuplicates: { N: "3" },
  });
  expect(leaseFromItem(item)).toEqual(lease);
});
