import { isNamed } from "../../status-pattern.ts";
import { doubled } from "./doubled.ts";
import type { FollowPolicy } from "./follow-policy.ts";
import { meaningWhileDown } from "./status-meaning.ts";

/** How a connection went wrong. */
export type ConnectionFault =
  /** The source closed it properly. */
  | { readonly kind: "closed" }
  /** It broke, fell silent, or could not be made. */
  | { readonly kind: "lost" }
  /** The source answered with a status that is neither a stream nor an end. */
  | { readonly kind: "refused"; readonly status: number; readonly retryAfterMs: number | undefined }
  /** The source said, in a way that a rule of control frames names, that it fails. */
  | {
      readonly kind: "failure";
      readonly status: number | undefined;
      readonly retryAfterMs: number | undefined;
    }
  /** The source said so that it cannot go on from the cursor, and from where it can, if it did. */
  | { readonly kind: "restart"; readonly cursor: string | undefined };

/** What is known when a connection went wrong. */
export interface FaultContext {
  /** Faults in a row, this one counted; see `FaultHistory`. */
  readonly faultsInARow: number;
  /** Time since the first of them, in milliseconds. */
  readonly downMs: number;
  /** Whether the request carried a cursor to resume from. */
  readonly resumed: boolean;
  /** Whether fresh credentials have been tried since the last connection that was up. */
  readonly refreshed: boolean;
  /** Whether the stream has been up before this connection. */
  readonly wasUp: boolean;
  /**
   * Of a request that carried headers of a session: whether one has been forgotten since the last sound connection. Undefined for
   * other requests.
   */
  readonly session?: { readonly wasForgotten: boolean } | undefined;
  /** Time since the source first said that there is no such stream, or session, in milliseconds. */
  readonly goneMs: number;
  /** Whether the source has said before, since the last sound connection, that it cannot go on. */
  readonly restarted: boolean;
  /** The least pause after a fault like this one, in milliseconds; of a restart, after those before it. */
  readonly leastPauseMs: number;
  /** The reconnection time that the source asked for (SSE `retry`), in milliseconds. */
  readonly retryMs: number | undefined;
}

/** A connection is opened again. */
export interface ReopenStep {
  readonly action: "reopen";
  readonly delayMs: number;
  /** The request is to carry new credentials. */
  readonly refresh?: true;
  /** The request is to carry no cursor. */
  readonly forgetCursor?: true;
  /** The session is to be made anew. */
  readonly forgetSession?: true;
  /** The request is to carry this cursor in place of the one so far: from there the source can go on. */
  readonly cursor?: string;
}

/** What to do about a fault. */
export type NextStep =
  | ReopenStep
  /** The source's refusal is final. */
  | { readonly action: "refuse" }
  /** The stream is given up: a limit of the policy is reached. */
  | { readonly action: "exhaust"; readonly limit: "maxAttempts" | "maxElapsedMs" }
  /** The policy opens no connection again that the source closed properly. */
  | { readonly action: "leave" };

/**
 * Decides what follows a fault: reopen at once the first time, then after a random pause from a range that doubles (full
 * jitter), never longer than the cap. What the source asks for (`Retry-After`, else SSE `retry`) is the least pause, up
 * to its own cap; a refusal without `Retry-After` may have a least pause of the policy's, and a failure has one. A restart is at once
 * the first time. What a status means, and all
 * figures, the policy says.
 *
 * @param random at least 0, less than 1
 */
export function nextStep(
  fault: ConnectionFault,
  context: FaultContext,
  policy: FollowPolicy,
  random: number,
): NextStep {
  const step = mendingStep(fault, context, policy, random);
  if (step.action !== "reopen") return step;
  const { maxAttempts, maxElapsedMs } = policy;
  if (maxAttempts !== null && context.faultsInARow >= maxAttempts) {
    return { action: "exhaust", limit: "maxAttempts" };
  }
  if (maxElapsedMs !== null && context.downMs + step.delayMs > maxElapsedMs) {
    return { action: "exhaust", limit: "maxElapsedMs" };
  }
  return step;
}

function mendingStep(
  fault: ConnectionFault,
  context: FaultContext,
  policy: FollowPolicy,
  random: number,
): NextStep {
  const { faultsInARow, retryMs } = context;
  const reopen = (faults: number, leastMs: number): ReopenStep => {
    const jitterMs = random * rangeMs(faults, policy);
    return { action: "reopen", delayMs: Math.max(leastMs, jitterMs) };
  };
  const grantedRetryMs = Math.min(policy.maxRetryMs, retryMs ?? 0);
  if (fault.kind === "closed" && !policy.reopenClosed) return { action: "leave" };
  if (fault.kind === "restart") {
    const isFirst = !context.restarted && context.leastPauseMs === 0;
    const { delayMs } = reopen(faultsInARow, Math.max(grantedRetryMs, context.leastPauseMs));
    const goesOn = fault.cursor === undefined ? { forgetCursor: true as const } : { cursor: fault.cursor };
    return { action: "reopen", delayMs: isFirst ? 0 : delayMs, ...goesOn };
  }
  if (fault.kind === "failure") {
    const askedMs = Math.min(policy.maxRetryAfterMs, fault.retryAfterMs ?? 0);
    return reopen(faultsInARow, Math.max(grantedRetryMs, askedMs, context.leastPauseMs));
  }
  if (fault.kind !== "refused") {
    return reopen(faultsInARow, Math.max(grantedRetryMs, context.leastPauseMs));
  }
  const { status, retryAfterMs } = fault;
  const grantedAfterMs = Math.min(policy.maxRetryAfterMs, retryAfterMs ?? 0);
  const leastMs =
    retryAfterMs === undefined ? Math.max(grantedRetryMs, context.leastPauseMs) : grantedAfterMs;
  const whileGone = (): NextStep => {
    const leftMs = policy.goneAfterMs - context.goneMs;
    if (!context.wasUp || leftMs <= 0) return { action: "refuse" };
    const step = reopen(faultsInARow, leastMs);
    return { ...step, delayMs: Math.min(step.delayMs, leftMs) };
  };
  if (context.session !== undefined && isNamed(status, policy.sessionGoneOn)) {
    const atOnce: NextStep = { action: "reopen", delayMs: grantedAfterMs };
    const step = context.session.wasForgotten ? whileGone() : atOnce;
    return step.action === "reopen" ? { ...step, forgetCursor: true, forgetSession: true } : step;
  }
  switch (meaningWhileDown(status, context.downMs, policy)) {
    case "restartOn":
      return context.resumed ? { action: "reopen", delayMs: 0, forgetCursor: true } : { action: "refuse" };
    case "refreshOn":
      return context.refreshed ? { action: "refuse" } : { action: "reopen", delayMs: 0, refresh: true };
    case "busy":
      return reopen(2, grantedAfterMs);
    case "retry":
      return reopen(faultsInARow, leastMs);
    case "goneOn":
      return whileGone();
    case "end":
    case "refuse":
      return { action: "refuse" };
  }
}

/** The range from which a pause is drawn. */
function rangeMs(faultsInARow: number, { firstDelayMs, baseDelayMs, maxDelayMs }: FollowPolicy): number {
  return faultsInARow <= 1
    ? Math.min(maxDelayMs, firstDelayMs)
    : doubled(baseDelayMs, faultsInARow - 2, maxDelayMs);
}
