import type { Invocation } from "./invocation.ts";
import type { Tenure } from "./tenure.ts";

/** The longest that is waited for it, and the share of the time that is left which it may take. */
const MAX_LOOK_MS = 1_000;
const TIME_SHARE = 0.5;

/** Finds out, once all is durable and the lease is left, what the table knows of the handover to this invocation. */
export async function proveHandover(
  { options: { segments, system }, intake }: Invocation,
  { budget, keeper }: Tenure,
): Promise<void> {
  if (segments === undefined) return;
  const leftMs = Math.max(0, budget.deadlineMs - system.now());
  const late = new AbortController();
  const stop = system.startTimer(() => late.abort(), Math.min(MAX_LOOK_MS, leftMs * TIME_SHARE));
  const { connectedAtMs: succeededAtMs = budget.handoverAtMs } = keeper.succession;
  await intake.lookForOverlap(Math.min(succeededAtMs, budget.handoverAtMs), late.signal);
  stop();
}
