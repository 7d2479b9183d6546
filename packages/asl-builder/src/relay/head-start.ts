import type { HandoverOptions } from "../options/state-machine-options.ts";

const LEAD_SHARE = 0.15;
const LONGEST_HEAD_START_SECONDS = 5;

/** 15 % of the lifetime, a second at least: what the function leaves between a handover and its deadline by default. */
function defaultHandoverLead(lifetimeSeconds: number): number {
  return Math.max(1, Math.round(lifetimeSeconds * LEAD_SHARE));
}

/**
 * How long branch B waits at its start, in seconds: time for a cold start and a claim by A, but no more than half of what
 * lies before the first handover, which B must not miss. When A takes longer, both try to claim, one of them wins, and the
 * other one has been invoked in vain.
 */
export function headStart({ lifetimeSeconds, handoverLeadSeconds }: HandoverOptions): number {
  const lead = handoverLeadSeconds ?? defaultHandoverLead(lifetimeSeconds);
  return Math.max(1, Math.min(LONGEST_HEAD_START_SECONDS, Math.floor((lifetimeSeconds - lead) / 2)));
}
