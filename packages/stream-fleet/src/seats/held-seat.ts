import type { Lease } from "@unbounded-streams/stream-lease";
import { PLACE_MS, RATE_WINDOW_MS } from "../limits.ts";
import type { Seat } from "../types.ts";

/** One stream in the hands of the carrier. */
export class HeldSeat {
  readonly seat: Seat;
  /** The lease as it was read before the claim. */
  readonly lease: Lease;
  readonly startedAtMs: number;
  /** When it came from elsewhere; undefined for a stream that was the carrier's already. */
  readonly takenAtMs: number | undefined;
  isUp = false;
  isOffered = false;
  isOver = false;
  eventsPerSecond = 0;
  private measuredAtMs: number;
  private received = 0;

  constructor({ seat, lease, nowMs, isNew }: { seat: Seat; lease: Lease; nowMs: number; isNew: boolean }) {
    this.seat = seat;
    this.lease = lease;
    this.startedAtMs = nowMs;
    this.measuredAtMs = nowMs;
    this.takenAtMs = isNew ? nowMs : undefined;
  }

  get streamId(): string {
    return this.lease.streamId;
  }

  /** The epoch of the seat's claim, if that was won. */
  get epoch(): number {
    return this.lease.epoch + 1;
  }

  /** Whether it takes one of the places of those that connect. */
  isConnecting(nowMs: number): boolean {
    return !this.isUp && nowMs - this.startedAtMs < PLACE_MS;
  }

  /** Takes its loudness, averaged over a while. */
  measure(nowMs: number): void {
    const passedMs = nowMs - this.measuredAtMs;
    if (passedMs <= 0) return;
    const { received } = this.seat;
    const current = (received - this.received) / (passedMs / 1_000);
    const weight = 1 - Math.exp(-passedMs / RATE_WINDOW_MS);
    this.eventsPerSecond += (current - this.eventsPerSecond) * weight;
    this.measuredAtMs = nowMs;
    this.received = received;
  }
}
