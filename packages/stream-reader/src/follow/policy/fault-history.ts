import type { FollowPolicy } from "./follow-policy.ts";

/** The faults of a stream since its last sound connection. */
export class FaultHistory {
  inARow = 0;
  /** Whether fresh credentials have been tried since the last connection that was up. */
  refreshed = false;
  private firstAtMs = 0;

  /**
   * @param upMs how long the connection was up before the fault; undefined when it never was
   * @param nowMs when the fault was met, in epoch milliseconds
   */
  add(upMs: number | undefined, nowMs: number, { soundAfterMs }: Pick<FollowPolicy, "soundAfterMs">): void {
    if (upMs !== undefined) this.refreshed = false;
    if (upMs !== undefined && upMs >= soundAfterMs) this.inARow = 0;
    if (this.inARow === 0) this.firstAtMs = nowMs;
    this.inARow += 1;
  }

  /** Time since the first fault in the row, in milliseconds. */
  downMs(nowMs: number): number {
    return Math.max(0, nowMs - this.firstAtMs);
  }
}
