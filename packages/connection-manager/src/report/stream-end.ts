import { type FollowFinish, formatEndSignal, StreamOptionError } from "@unbounded-streams/stream-reader";
import type { ConnectionOutcome } from "./connection-report.ts";

/** How an invocation's stream came out. */
export interface StreamEnd {
  readonly outcome: ConnectionOutcome;
  readonly signal?: string;
  readonly reason?: string;
  readonly cause?: Error | undefined;
}

/**
 * How following finished, in terms of the relay.
 *
 * @returns undefined when the holder gave the stream up: it knows why
 */
export function endOfFinish(finish: FollowFinish | undefined): StreamEnd | undefined {
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

/**
 * How a stream came out whose reading has failed, when nothing but another configuration can mend that: options that no
 * request can be made with.
 *
 * @returns undefined for a failure that may pass
 */
export function endOfFailure(failure: unknown): StreamEnd | undefined {
  if (!(failure instanceof StreamOptionError)) return undefined;
  return { outcome: "refused", reason: failure.message, cause: failure };
}
