import type { CarrierBudget } from "@unbounded-streams/stream-fleet";
import type { RelayPlan } from "../../plan/run-plan.ts";

const EXPIRY_GRACE_MS = 60_000;
const FLUSH_RESERVE_MS = 2_000;

/** The moments of an invocation, as the function divides its time. */
export function carrierBudget(nowMs: number, remainingMs: number, relay: RelayPlan): CarrierBudget {
  const deadlineMs = nowMs + remainingMs;
  return {
    handoverAtMs: Math.ceil((deadlineMs - relay.handoverLeadSeconds * 1000) / 1000) * 1000,
    stopAtMs: deadlineMs - FLUSH_RESERVE_MS,
    deadlineMs,
    expiresAtMs: deadlineMs + EXPIRY_GRACE_MS,
  };
}
