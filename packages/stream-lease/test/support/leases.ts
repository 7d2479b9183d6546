import type { Lease } from "../../src/index.ts";

/** A time to count from: round in milliseconds, so that a difference is easy to see. */
export const T0 = Date.UTC(2030, 0, 1);

/** A stream that was begun and never claimed. */
export const begunLease: Lease = {
  streamId: "weather",
  status: "running",
  executionArn: "execution-1",
  epoch: 1,
  startedAtMs: T0,
  counts: { received: 0, stored: 0, duplicates: 0 },
  connections: 0,
  failures: 0,
};

/** A stream that branch A holds, connected. */
export const heldLease: Lease = {
  ...begunLease,
  epoch: 2,
  holder: "A",
  claimId: "request-1",
  claimedAtMs: T0 + 100,
  connectedAtMs: T0 + 200,
  handoverAtMs: T0 + 40_000,
  expiresAtMs: T0 + 60_000,
  checkpoint: "id-7",
  counts: { received: 10, stored: 7, duplicates: 3 },
  connections: 1,
  failures: 1,
};

/** `heldLease` in a seat of the first carrier. */
export const seatedLease: Lease = { ...heldLease, carrier: "#carrier/default/1" };

/** The lease of a carrier that holds fifty streams. */
export const carrierLease: Lease = {
  ...heldLease,
  streamId: "#carrier/default/1",
  counts: { received: 0, stored: 0, duplicates: 0 },
  seats: 50,
  room: 0,
};

export function overLease(status: "ended" | "stopped" | "failed", base: Lease = heldLease): Lease {
  return { ...base, status, endedAtMs: T0 + 5_000, reason: `was ${status}` };
}

/** The proof of `heldLease`'s holder. */
export const mine = { streamId: "weather", epoch: 2, claimId: "request-1" };
