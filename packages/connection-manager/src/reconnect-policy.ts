import { isTransientStatus } from "./refused-status.ts";

/** How a connection went wrong. */
export type ConnectionFault =
  /** The source closed it, or it broke, fell silent, could not be made. */
  | { readonly kind: "lost" }
  /** The source answered with a status that is neither a stream nor an end. */
  | { readonly kind: "refused"; readonly status: number; readonly retryAfterMs: number | undefined };

/** What is known when a connection went wrong. */
export interface FaultContext {
  /** Faults in a row, this one counted; see {@link FaultHistory}. */
  readonly faultsInARow: number;
  /** Whether the request carried a cursor to resume from. */
  readonly resumed: boolean;
  /** Whether fresh credentials have been tried since the last connection that was up. */
  readonly refreshed: boolean;
  /** The reconnection time that the source asked for (SSE `retry`), in milliseconds. */
  readonly retryMs: number | undefined;
  /**
   * Whether the source allows one connection only: its 409 and 429 then say that the predecessor is still there, for a
   * moment.
   */
  readonly single?: boolean;
  /** Longest pause, in milliseconds. */
  readonly maxDelayMs: number;
  /** At least 0, less than 1. */
  readonly random: number;
}

/** What to do about it. */
export type NextStep =
  | {
      readonly action: "reopen";
      readonly delayMs: number;
      readonly refresh?: true;
      readonly forgetCursor?: true;
    }
  | { readonly action: "refuse" };

/** A connection that was up for so long was sound: what comes after it is a first fault; 1 s. */
const SOUND_AFTER_MS = 1_000;

/** The faults of an invocation since its last sound connection. */
export class FaultHistory {
  inARow = 0;
  /** Whether fresh credentials have been tried since the last connection that was up. */
  refreshed = false;

  /** @param upMs how long the connection was up before the fault; undefined when it never was */
  add(upMs: number | undefined): void {
    if (upMs !== undefined) this.refreshed = false;
    if (upMs !== undefined && upMs >= SOUND_AFTER_MS) this.inARow = 0;
    this.inARow += 1;
  }
}

/** The range from which the first random pause is drawn; doubled at each further fault; 250 ms. */
const BASE_DELAY_MS = 250;

/**
 * Decides what follows a fault: reopen at once the first time, then after a random pause from a range that doubles (full
 * jitter), never longer than the cap. What the source asks for (`Retry-After`, SSE `retry`) is the least pause, up to
 * the cap. 401 and 403 are tried once more with fresh credentials, 410 once more from the present; other refusals that
 * no retry can mend are final.
 */
export function nextStep(fault: ConnectionFault, context: FaultContext): NextStep {
  if (fault.kind === "lost") return { action: "reopen", delayMs: pauseMs(context, context.retryMs) };
  const { status, retryAfterMs } = fault;
  if (status === 410 && context.resumed) return { action: "reopen", delayMs: 0, forgetCursor: true };
  if (status === 401 || status === 403) {
    return context.refreshed ? { action: "refuse" } : { action: "reopen", delayMs: 0, refresh: true };
  }
  if (!isTransientStatus(status)) return { action: "refuse" };
  const isTaken = context.single === true && (status === 409 || status === 429);
  if (isTaken) return { action: "reopen", delayMs: pauseMs({ ...context, faultsInARow: 2 }, retryAfterMs) };
  return { action: "reopen", delayMs: pauseMs(context, retryAfterMs ?? context.retryMs) };
}

function pauseMs({ faultsInARow, maxDelayMs, random }: FaultContext, askedMs: number | undefined): number {
  const rangeMs = faultsInARow <= 1 ? 0 : Math.min(maxDelayMs, BASE_DELAY_MS * 2 ** (faultsInARow - 2));
  return Math.min(maxDelayMs, Math.max(askedMs ?? 0, random * rangeMs));
}
