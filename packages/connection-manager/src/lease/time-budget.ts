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
  /** From then on the next connection may start, and the lease is watched closely: on a full second. */
  readonly handoverAtMs: number;
  /** Then this one stops by itself, so that what it has received is durable before it is killed. */
  readonly stopAtMs: number;
  readonly deadlineMs: number;
  /** From then on this invocation is dead for certain. */
  readonly expiresAtMs: number;
}

/** How often a holder does something, in milliseconds. */
export interface HolderPace {
  /** Between two writes of checkpoint and counters, at their most frequent, and between two looks for a stop from outside. */
  readonly saveIntervalMs: number;
  /** Between two such writes at their rarest. */
  readonly slowestSaveIntervalMs: number;
  /** Between two looks for the successor, from the handover on. */
  readonly watchIntervalMs: number;
  /** How long reading goes on after the successor is up, so that what was under way before that arrives. */
  readonly drainMs: number;
}

/** The longest of each, for leads of 20 s and more; shorter leads are paced in proportion, so that overlap stays small. */
const SLOWEST_PACE: HolderPace = {
  saveIntervalMs: 4_000,
  slowestSaveIntervalMs: 60_000,
  watchIntervalMs: 500,
  drainMs: 500,
};

/** Shares of the handover lead. */
const SAVE_SHARE = 0.5;
const SLOWEST_SAVE_SHARE = 7.5;
const WATCH_SHARE = 1 / 40;
const DRAIN_SHARE = 1 / 40;

/** Most time that the last writes get before the deadline; 2 s. */
const MAX_FLUSH_RESERVE_MS = 2_000;

/** Share of the handover lead, and of all the time that is left, that the last writes get when that is less. */
const FLUSH_RESERVE_SHARE = 0.5;

const SECOND_MS = 1_000;

/** Most of the handover lead that the rounding of its start may take. */
const ROUNDING_SHARE = 0.1;

/** Time that an execution has, beyond the deadline of a dead holder, to find that out and claim again; 60 s. */
export const EXPIRY_GRACE_MS = 60_000;

/** Divides an invocation's time. */
export function timeBudget({
  nowMs,
  remainingMs,
  lifetimeMs,
  handoverLeadMs,
}: TimeBudgetOptions): TimeBudget {
  const leftMs = Math.max(0, Math.min(remainingMs, lifetimeMs));
  const reserveMs = Math.min(MAX_FLUSH_RESERVE_MS, Math.min(handoverLeadMs, leftMs) * FLUSH_RESERVE_SHARE);
  const deadlineMs = nowMs + leftMs;
  return {
    handoverAtMs: onFullSecond(Math.max(nowMs, deadlineMs - handoverLeadMs), deadlineMs),
    stopAtMs: deadlineMs - reserveMs,
    deadlineMs,
    expiresAtMs: deadlineMs + EXPIRY_GRACE_MS,
  };
}

/**
 * Rounded up: a `Wait` of Step Functions leaves the milliseconds out, and would start the next connection before this one
 * looks for it. A lead that is so short that more than a tenth of it would be lost is kept as it is.
 */
function onFullSecond(handoverAtMs: number, deadlineMs: number): number {
  const roundedMs = Math.ceil(handoverAtMs / SECOND_MS) * SECOND_MS;
  return roundedMs - handoverAtMs <= (deadlineMs - handoverAtMs) * ROUNDING_SHARE ? roundedMs : handoverAtMs;
}

/** Paces a holder by its handover lead. */
export function holderPace(handoverLeadMs: number): HolderPace {
  return {
    saveIntervalMs: Math.min(SLOWEST_PACE.saveIntervalMs, handoverLeadMs * SAVE_SHARE),
    slowestSaveIntervalMs: Math.min(SLOWEST_PACE.slowestSaveIntervalMs, handoverLeadMs * SLOWEST_SAVE_SHARE),
    watchIntervalMs: Math.min(SLOWEST_PACE.watchIntervalMs, handoverLeadMs * WATCH_SHARE),
    drainMs: Math.min(SLOWEST_PACE.drainMs, handoverLeadMs * DRAIN_SHARE),
  };
}
