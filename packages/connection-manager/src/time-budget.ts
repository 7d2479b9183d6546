/** What an invocation may use of its time, in milliseconds. */
export interface TimeBudgetOptions {
  nowMs: number;
  /** What the platform says is left (Lambda's `getRemainingTimeInMillis`). */
  remainingMs: number;
  /** The configured lifetime; the smaller of the two counts. */
  lifetimeMs: number;
  /** How long before the deadline the next connection may start. */
  handoverLeadMs: number;
}

/** The moments of an invocation, in epoch milliseconds. */
export interface TimeBudget {
  /** From then on the next connection may start, and the lease is watched closely. */
  readonly handoverAtMs: number;
  /** Then this one stops by itself, so that what it has received is durable before it is killed. */
  readonly stopAtMs: number;
  readonly deadlineMs: number;
  /** From then on this invocation is dead for certain. */
  readonly expiresAtMs: number;
}

/** Most time that the last writes get before the deadline; 2 s. */
const MAX_FLUSH_RESERVE_MS = 2_000;

/** Share of the handover lead that the last writes get when that is less. */
const FLUSH_RESERVE_SHARE = 0.5;

/** Time that an execution has, beyond the deadline of a dead holder, to find that out and claim again; 60 s. */
const EXPIRY_GRACE_MS = 60_000;

/** Divides an invocation's time. */
export function timeBudget({
  nowMs,
  remainingMs,
  lifetimeMs,
  handoverLeadMs,
}: TimeBudgetOptions): TimeBudget {
  const deadlineMs = nowMs + Math.min(remainingMs, lifetimeMs);
  const reserveMs = Math.min(MAX_FLUSH_RESERVE_MS, handoverLeadMs * FLUSH_RESERVE_SHARE);
  return {
    handoverAtMs: Math.max(nowMs, deadlineMs - handoverLeadMs),
    stopAtMs: Math.max(nowMs, deadlineMs - reserveMs),
    deadlineMs,
    expiresAtMs: deadlineMs + EXPIRY_GRACE_MS,
  };
}
