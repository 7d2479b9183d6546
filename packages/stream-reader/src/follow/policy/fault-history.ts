import { doubled } from "./doubled.ts";
import type { FollowPolicy, LeastPause } from "./follow-policy.ts";
import { isNamed } from "./status-meaning.ts";

/** An answer that is neither a stream nor its end. */
export interface Refusal {
  readonly status: number;
  /** What `Retry-After` asks for, in milliseconds; undefined without one. */
  readonly retryAfterMs: number | undefined;
}

/** The faults of a stream since its last sound connection. */
export class FaultHistory {
  inARow = 0;
  /** Whether fresh credentials have been tried since the last connection that was up. */
  refreshed = false;
  private firstAtMs = 0;
  private goneSinceMs: number | undefined;
  private readonly refusals = new Map<LeastPause, number>();

  /**
   * @param upMs how long the connection was up before the fault; undefined when it never was
   * @param nowMs when the fault was met, in epoch milliseconds
   */
  add(upMs: number | undefined, nowMs: number, { soundAfterMs }: Pick<FollowPolicy, "soundAfterMs">): void {
    if (upMs !== undefined) {
      this.refreshed = false;
      this.goneSinceMs = undefined;
    }
    if (upMs !== undefined && upMs >= soundAfterMs) {
      this.inARow = 0;
      this.refusals.clear();
    }
    if (this.inARow === 0) this.firstAtMs = nowMs;
    this.inARow += 1;
  }

  /** The fault is a refusal. One that says when to come back lengthens no pause of those that do not. */
  refused(
    { status, retryAfterMs }: Refusal,
    nowMs: number,
    policy: Pick<FollowPolicy, "goneOn" | "leastPauses">,
  ): void {
    if (isNamed(status, policy.goneOn)) this.goneSinceMs ??= nowMs;
    const pause = retryAfterMs === undefined ? pauseOf(status, policy) : undefined;
    if (pause !== undefined) this.refusals.set(pause, (this.refusals.get(pause) ?? 0) + 1);
  }

  /** Time since the first fault in the row, in milliseconds. */
  downMs(nowMs: number): number {
    return Math.max(0, nowMs - this.firstAtMs);
  }

  /** Time since the source first said that there is no such stream, since it was last up, in milliseconds. */
  goneMs(nowMs: number): number {
    return Math.max(0, nowMs - (this.goneSinceMs ?? nowMs));
  }

  /** The least pause that the policy sets after a refusal without `Retry-After`, this one counted, in milliseconds. */
  leastPauseMs(status: number, policy: Pick<FollowPolicy, "leastPauses">): number {
    const pause = pauseOf(status, policy);
    if (pause === undefined) return 0;
    const doublings = Math.max(0, (this.refusals.get(pause) ?? 1) - 1);
    return doubled(pause.firstMs, doublings, pause.maxMs);
  }
}

function pauseOf(status: number, { leastPauses }: Pick<FollowPolicy, "leastPauses">): LeastPause | undefined {
  return (
    leastPauses.find(({ on }) => on.includes(status)) ?? leastPauses.find(({ on }) => isNamed(status, on))
  );
}
