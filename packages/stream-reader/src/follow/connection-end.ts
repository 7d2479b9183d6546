import type { StreamFinish } from "../connection/stream-connection.ts";
import { formatEndSignal } from "../end-signals/end-signal-text.ts";
import { StreamFailureError, StreamRestartError } from "../errors/control-errors.ts";
import { StreamRefusedError } from "../errors/response-errors.ts";
import { StreamError, type StreamErrorCode } from "../errors/stream-error.ts";
import { isNamed } from "../status-pattern.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";
import type { ConnectionFault } from "./policy/next-step.ts";
import { namedMeaning } from "./policy/status-meaning.ts";

/** How one connection of a stream ended. */
export type ConnectionEnd =
  | {
      readonly kind: "ended";
      readonly reason: string;
      readonly finish: Extract<StreamFinish, { kind: "ended" }>;
    }
  /** The consumer gave it up. */
  | { readonly kind: "aborted"; readonly reason: string }
  /** Another connection may do better. */
  | ConnectionBreak
  /** It must be heard of. */
  | { readonly kind: "failed"; readonly reason: string; readonly cause: unknown };

/** A connection that went wrong. */
export interface ConnectionBreak {
  readonly kind: "fault";
  readonly fault: ConnectionFault;
  /** Why, in words. */
  readonly reason: string;
  readonly cause: Error | undefined;
  /** Bytes of the record that was cut off; undefined when none was. */
  readonly truncatedBytes?: number | undefined;
}

/**
 * What the way in which reading finished means for the stream.
 *
 * @param target for messages
 */
export function endOfFinish(
  finish: StreamFinish,
  { policy, target }: { readonly policy: FollowPolicy; readonly target: string },
): ConnectionEnd {
  if (finish.kind === "ended") return { kind: "ended", reason: formatEndSignal(finish.signal), finish };
  if (finish.kind === "aborted") return { kind: "aborted", reason: "given up by its consumer" };
  const { clean, cause, truncated, closeCode: status, closeReason: bodyExcerpt = "" } = finish;
  if (status !== undefined && isNamedBy(policy, status)) {
    const refusal = new StreamRefusedError(target, { status, bodyExcerpt });
    const fault = { kind: "refused" as const, status, retryAfterMs: undefined };
    return {
      kind: "fault",
      fault,
      reason: refusal.message,
      cause: refusal,
      truncatedBytes: truncated?.bytes.length,
    };
  }
  return {
    kind: "fault",
    fault: { kind: clean ? "closed" : "lost" },
    reason: clean ? "closed by the source" : `broken off: ${cause?.message ?? "no reason given"}`,
    cause,
    truncatedBytes: truncated?.bytes.length,
  };
}

function isNamedBy(policy: FollowPolicy, status: number): boolean {
  return namedMeaning(status, policy) !== undefined || isNamed(status, policy.sessionGoneOn);
}

/** What an error means for the stream, by the codes after which a connection is opened again. */
export function endOfError(error: unknown, reopenOn: readonly StreamErrorCode[]): ConnectionEnd {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof StreamRefusedError) {
    const { status, retryAfterMs } = error;
    return { kind: "fault", fault: { kind: "refused", status, retryAfterMs }, reason, cause: error };
  }
  if (error instanceof StreamFailureError) {
    const { status, retryAfterMs } = error;
    return { kind: "fault", fault: { kind: "failure", status, retryAfterMs }, reason, cause: error };
  }
  if (error instanceof StreamRestartError) {
    return { kind: "fault", fault: { kind: "restart", cursor: error.cursor }, reason, cause: error };
  }
  if (!(error instanceof StreamError && reopenOn.includes(error.code))) {
    return { kind: "failed", reason, cause: error };
  }
  return { kind: "fault", fault: { kind: "lost" }, reason, cause: error };
}
