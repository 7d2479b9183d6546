import { isNamed } from "../../status-pattern.ts";
import { doubled } from "./doubled.ts";
import type { FollowHistory } from "./follow-history.ts";
import type { FollowPolicy, LeastPause } from "./follow-policy.ts";

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
  private notBeforeMs: number | undefined;
  private goneSinceMs: number | undefined;
  private readonly refusals = new Map<LeastPause, number>();

  /** @param before what another process has met */
  constructor(
    before: FollowHistory = {},
    { leastPauses }: Pick<FollowPolicy, "leastPauses"> = { leastPauses: [] },
  ) {
    this.notBeforeMs = before.notBeforeMs;
    this.goneSinceMs = before.goneSinceMs;
    for (const [index, pause] of leastPauses.entries()) {
      const count = before.refusals?.[index] ?? 0;
      if (count > 0) this.refusals.set(pause, count);
    }
  }

  /**
   * @param upMs how long the connection was up before the fault; undefined when it never was
   * @param nowMs when the fault was met, in epoch milliseconds
   */
  add(upMs: number | undefined, nowMs: number, { soundAfterMs }: Pick<FollowPolicy, "soundAfterMs">): void {
    this.notBeforeMs = undefined;
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

  /** The next request is made after a pause of which the source has asked for so much. */
  paused(askedMs: number, nowMs: number): void {
    if (askedMs > 0) this.notBeforeMs = nowMs + askedMs;
  }

  /**
   * What the next process has to know; undefined when that is nothing.
   *
   * @param upMs how long a connection has been up now; undefined while none is
   */
  kept(
    upMs: number | undefined,
    { leastPauses, soundAfterMs }: Pick<FollowPolicy, "leastPauses" | "soundAfterMs">,
  ): FollowHistory | undefined {
    const isUp = upMs !== undefined;
    const isSound = isUp && upMs >= soundAfterMs;
    const refusals = isSound ? [] : leastPauses.map((pause) => this.refusals.get(pause) ?? 0);
    const { notBeforeMs, goneSinceMs } = this;
    const history: FollowHistory = {
      ...(notBeforeMs !== undefined && !isUp && { notBeforeMs }),
      ...(refusals.some((count) => count > 0) && { refusals }),
      ...(goneSinceMs !== undefined && !isUp && { goneSinceMs }),
    };
    return Object.keys(history).length === 0 ? undefined : history;
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
