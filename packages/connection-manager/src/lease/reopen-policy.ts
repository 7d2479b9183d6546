import type { FollowPolicy } from "@unbounded-streams/stream-reader";
import type { LeaseOptions } from "./lease-options.ts";

/**
 * What follows a connection: with a lease another one, for as long as it takes, unless the policy that is `given` says
 * otherwise; without one nothing.
 */
export function reopenPolicy(
  lease: Pick<LeaseOptions, "connectionMode" | "maxReconnectDelayMs"> | undefined,
  given: Partial<FollowPolicy> = {},
): Partial<FollowPolicy> {
  if (lease === undefined) return { ...given, refreshOn: [], restartOn: [], maxAttempts: 1 };
  const { connectionMode, maxReconnectDelayMs } = lease;
  const { end, refuse, retry, busy, refreshOn, restartOn, goneOn } = given;
  const named = [end, refuse, retry, busy, refreshOn, restartOn, goneOn].flat();
  return {
    maxDelayMs: maxReconnectDelayMs,
    maxRetryMs: maxReconnectDelayMs,
    // The predecessor is still there, for a moment.
    ...(connectionMode === "single" ? { busy: [409, 429].filter((status) => !named.includes(status)) } : {}),
    ...given,
  };
}
