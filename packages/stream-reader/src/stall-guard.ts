import type { Clock } from "./system.ts";

/**
 * Calls `onStall` once when a wait for bytes lasts `idleTimeoutMs`. Only waiting counts: while a slow consumer keeps
 * the socket paused, the guard rests.
 */
export class StallGuard {
  private readonly clock: Clock;
  private readonly idleTimeoutMs: number;
  private readonly onStall: () => void;
  private waitingSinceMs: number | undefined;
  private stopTimer: (() => void) | undefined;

  constructor(clock: Clock, idleTimeoutMs: number, onStall: () => void) {
    this.clock = clock;
    this.idleTimeoutMs = idleTimeoutMs;
    this.onStall = onStall;
  }

  /** A wait for bytes begins. */
  wait(): void {
    if (this.idleTimeoutMs === 0) return;
    this.waitingSinceMs = this.clock.now();
    if (this.stopTimer === undefined) this.startTimer(this.idleTimeoutMs);
  }

  /** Bytes have come; their consumer may take its time. */
  rest(): void {
    this.waitingSinceMs = undefined;
  }

  stop(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  private startTimer(delayMs: number): void {
    this.stopTimer = this.clock.startTimer(() => {
      this.stopTimer = undefined;
      if (this.waitingSinceMs === undefined) return;
      const leftMs = this.waitingSinceMs + this.idleTimeoutMs - this.clock.now();
      if (leftMs > 0) this.startTimer(leftMs);
      else this.onStall();
    }, delayMs);
  }
}
