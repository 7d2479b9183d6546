import type { Resolved } from "../strategies/strategy.ts";
import type { RelayOptions } from "../types.ts";

/** Options with which the machine can be built. */
export interface ResolvedRelayOptions extends Resolved<RelayOptions> {
  readonly maxTurns: number;
  /** How long branch B waits at its start, so that branch A makes the first connection. */
  readonly headStartSeconds: number;
}

const LEAD_SHARE = 0.15;
const LONGEST_HEAD_START_SECONDS = 5;

/** 15 % of the lifetime, a second at least: what the function leaves between a handover and its deadline by default. */
function defaultHandoverLead(lifetimeSeconds: number): number {
  return Math.max(1, Math.round(lifetimeSeconds * LEAD_SHARE));
}

/**
 * Time for a cold start and a claim, but no more than half of what lies before the first handover, which B must not miss.
 * When A takes longer, both try to claim, one of them wins, and the other one has been invoked in vain.
 */
export function headStart({ lifetimeSeconds, handoverLeadSeconds }: RelayOptions): number {
  const lead = handoverLeadSeconds ?? defaultHandoverLead(lifetimeSeconds);
  return Math.max(1, Math.min(LONGEST_HEAD_START_SECONDS, Math.floor((lifetimeSeconds - lead) / 2)));
}
