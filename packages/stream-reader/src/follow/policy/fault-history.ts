import { FAILURE_PAUSE } from "../../limits.ts";
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
  /** Whether the source has forgotten a session since the last sound connection. */
  sessionForgotten = false;
  /** Whether the source has said, since the last sound connection, that it cannot go on. */
  restarted = false;
  private firstAtMs = 0;
  private notBeforeMs: number | undefined;
  private goneSinceMs: number | undefined;
  private failures: number;
  private readonly refusals = new Map<LeastPause, number>();

  /** @param before what another process has met */
  constructor(
    before: FollowHistory = {},
    { leastPauses }: Pick<FollowPolicy, "leastPauses"> = { leastPauses: [] },
  ) {
    this.notBeforeMs = before.notBeforeMs;
    this.goneSinceMs = before.goneSinceMs;
    this.failures = before.failures ?? 0;
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
      this.restarted = false;
      this.sessionForgotten = false;
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

  /** The source does not know the session any more. */
  sessionGone(nowMs: number): void {
    this.goneSinceMs ??= nowMs;
  }

  /** The connection has delivered events: what the source has said of failing before it is over. */
  delivered(): void {
    this.failures = 0;
  }

  /** The source has said within a response that it fails, or that it cannot go on. */
  failed(kind: "failure" | "restart"): void {
    this.failures += 1;
    if (kind === "restart") this.restarted = true;
  }

  /**
   * The least pause after the failures so far, in milliseconds: that of the policy for this status, 503 where a frame said so, or
   * one that begins with 1 s and doubles up to 1 min.
   */
  failurePauseMs(status: number | undefined, policy: Pick<FollowPolicy, "leastPauses">): number {
    if (this.failures === 0) return 0;
    const { firstMs, maxMs } = pauseOf(status ?? 503, policy) ?? FAILURE_PAUSE;
    return doubled(firstMs, this.failures - 1, maxMs);
  }

  /** The next request is made after a pause of which the source has asked for so much. */
  paused(askedMs: number, nowMs: number): void {
    if (askedMs > 0) this.notBeforeMs = nowMs + askedMs;
  }

  /**
   * What the next process has to know; undefined when that is nothing.
   *
   * @param upMs how long a connection has been up now; undefined while none is
   * @param delivers whether that has delivered events
   */
  kept(
    upMs: number | undefined,
    { leastPauses, soundAfterMs }: Pick<FollowPolicy, "leastPauses" | "soundAfterMs">,
    delivers = false,
  ): FollowHistory | undefined {
    const isUp = upMs !== undefined;
    const isSound = isUp && upMs >= soundAfterMs;
    const refusals = isSound ? [] : leastPauses.map((pause) => this.refusals.get(pause) ?? 0);
    const { notBeforeMs, goneSinceMs, failures } = this;
    const history: FollowHistory = {
      ...(notBeforeMs !== undefined && !isUp && { notBeforeMs }),
      ...(refusals.some((count) => count > 0) && { refusals }),
      ...(failures > 0 && !delivers && { failures }),
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
