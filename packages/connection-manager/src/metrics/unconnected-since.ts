import type { Lease } from "@unbounded-streams/stream-lease";
import { EXPIRY_GRACE_MS } from "../lease/time-budget.ts";

/** What a claim is compared with. */
export interface ClaimMoment {
  readonly holder: string;
  /** When the claim was made, in epoch milliseconds. */
  readonly claimedAtMs: number;
  readonly handoverLeadMs: number;
}

/**
 * From when on nobody can have been connected, as far as the lease before a claim tells. It does not tell when a holder
 * was seen last, so this is the latest moment that is certain, and a gap from then on is the least that there was:
 *
 * - a branch that claims from itself: its last invocation is over, so at the claim nobody is connected; nor was anybody since
 *   that invocation's deadline, if it had passed by then
 * - a branch that claims from the other: that one's connection may be up until its deadline
 * - a holder that was never connected: the one before it was, if any, at most until a handover lead after that claim
 *
 * @returns epoch milliseconds, which may lie in the future; undefined when nobody has held the stream since it was begun
 */
export function unconnectedSinceMs(before: Lease | undefined, claim: ClaimMoment): number | undefined {
  if (before?.expiresAtMs === undefined || before.claimedAtMs === undefined) return undefined;
  if (before.connectedAtMs === undefined) return before.claimedAtMs + claim.handoverLeadMs;
  const deadlineMs = before.expiresAtMs - EXPIRY_GRACE_MS;
  return before.holder === claim.holder ? Math.min(deadlineMs, claim.claimedAtMs) : deadlineMs;
}
