import type { Clock } from "../system.ts";

/**
 * Calls `onStall` once, with the limit, when a wait for bytes lasts as long as the limit. Only waiting counts: while a
 * slow consumer keeps the socket paused, the guard rests. The limit is asked for at each wait, so it may change; 0 is none.
 */
export class StallGuard {
  private readonly clock: Clock;
  private readonly limitMs: () => number;
  private readonly onStall: (limitMs: number) => void;
  private waitLimitMs = 0;
  private waitingSinceMs: number | undefined;
  private heldMs = 0;
  private timer: { readonly dueAtMs: number; readonly stop: () => void } | undefined;

  constructor(clock: Clock, limitMs: () => number, onStall: (limitMs: number) => void) {
    this.clock = clock;
    this.limitMs = limitMs;
    this.onStall = onStall;
  }

  /** A wait for bytes begins. */
  wait(): void {
    this.waitLimitMs = this.limitMs();
    if (this.waitLimitMs === 0) return;
    const nowMs = this.clock.now();
    const leftMs = Math.max(0, this.waitLimitMs - this.heldMs);
    this.waitingSinceMs = nowMs - this.heldMs;
    this.heldMs = 0;
    if (this.timer !== undefined && this.timer.dueAtMs <= nowMs + leftMs) return;
    this.stop();
    this.startTimer(nowMs, leftMs);
  }

  /** Bytes have come; their consumer may take its time. */
  rest(): void {
    this.waitingSinceMs = undefined;
  }

  /** What has come is not what is waited for: the next wait goes on where this one stops. */
  hold(): void {
    if (this.waitingSinceMs !== undefined) this.heldMs = this.clock.now() - this.waitingSinceMs;
    this.waitingSinceMs = undefined;
  }

  stop(): void {
    this.timer?.stop();
    this.timer = undefined;
  }

  private startTimer(nowMs: number, delayMs: number): void {
    const stop = this.clock.startTimer(() => {
      this.timer = undefined;
      if (this.waitingSinceMs === undefined) return;
      const firedAtMs = this.clock.now();
      const leftMs = this.waitingSinceMs + this.waitLimitMs - firedAtMs;
      if (leftMs > 0) this.startTimer(firedAtMs, leftMs);
      else this.onStall(this.waitLimitMs);
    }, delayMs);
    this.timer = { dueAtMs: nowMs + delayMs, stop };
  }
}
