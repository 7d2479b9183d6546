import type { HolderPace, TimeBudget } from "./time-budget.ts";

/** What a schedule depends on. */
export interface SaveScheduleOptions {
  /** When the stream was claimed, in epoch milliseconds. */
  readonly claimedAtMs: number;
  readonly budget: Pick<TimeBudget, "handoverAtMs">;
  readonly pace: Pick<HolderPace, "saveIntervalMs" | "slowestSaveIntervalMs">;
}

/**
 * When checkpoint and counters are written: soon after the claim, then more and more seldom, since a write costs more than what
 * a kill repeats, as the table has that already; right at the handover, as the successor resumes from it; and often again from
 * then on, as nobody knows when that one claims. Keeps no time itself; moments are epoch milliseconds.
 */
export class SaveSchedule {
  /** The next write. */
  dueMs: number;
  private readonly options: SaveScheduleOptions;
  private intervalMs: number;

  constructor(options: SaveScheduleOptions) {
    this.options = options;
    this.intervalMs = options.pace.saveIntervalMs;
    this.dueMs = this.after(options.claimedAtMs);
  }

  /** A write was due, whether or not there was anything to write. */
  passed(nowMs: number): void {
    const { budget, pace } = this.options;
    this.intervalMs =
      nowMs < budget.handoverAtMs
        ? Math.min(pace.slowestSaveIntervalMs, 2 * this.intervalMs)
        : pace.saveIntervalMs;
    this.dueMs = this.after(nowMs);
  }

  /** The write was not taken. */
  failed(nowMs: number): void {
    this.dueMs = Math.min(this.dueMs, nowMs + this.options.pace.saveIntervalMs);
  }

  /** Not beyond the handover. */
  private after(nowMs: number): number {
    const { handoverAtMs } = this.options.budget;
    const dueMs = nowMs + this.intervalMs;
    return nowMs < handoverAtMs ? Math.min(dueMs, handoverAtMs) : dueMs;
  }
}
