import {
  type FollowFinish,
  type FollowPolicy,
  type FollowRequest,
  formatEndSignal,
} from "@unbounded-streams/stream-reader";
import type { LeaseOptions } from "./run-options.ts";
import type { ConnectionOutcome } from "./types.ts";

/** How a stream is asked for. */
export type StreamRequest = Omit<FollowRequest, "signal" | "clock">;

/** How an invocation's stream came out. */
export interface Ended {
  readonly outcome: ConnectionOutcome;
  readonly signal?: string;
  readonly reason?: string;
  readonly cause?: Error | undefined;
}

/** What follows a connection: with a lease another one, for as long as it takes; without one nothing. */
export function policyOf(lease: LeaseOptions | undefined): Partial<FollowPolicy> {
  if (lease === undefined) return { refreshOn: [], restartOn: [], maxAttempts: 1 };
  const { connectionMode, maxReconnectDelayMs } = lease;
  return {
    maxDelayMs: maxReconnectDelayMs,
    maxRetryAfterMs: maxReconnectDelayMs,
    maxRetryMs: maxReconnectDelayMs,
    // The predecessor is still there, for a moment.
    ...(connectionMode === "single" ? { busy: [409, 429] } : {}),
  };
}

/**
 * How following finished, in terms of the relay.
 *
 * @returns undefined when the holder gave the stream up: it knows why
 */
export function endOfFinish(finish: FollowFinish | undefined): Ended | undefined {
  switch (finish?.kind) {
    case "ended":
      return { outcome: "ended", signal: formatEndSignal(finish.signal) };
    case "refused":
      return { outcome: "refused", reason: finish.cause.message, cause: finish.cause };
    case "exhausted": {
      const { reason, cause } = finish.cause;
      return { outcome: "interrupted", reason, cause: cause instanceof Error ? cause : undefined };
    }
  }
  return undefined;
}
