import type { HolderPace, TimeBudget } from "./time-budget.ts";

/** What a schedule depends on. */
export interface SaveScheduleOptions {
  /** When the stream was claimed, in epoch milliseconds. */
  readonly claimedAtMs: number;
  readonly budget: Pick<TimeBudget, "handoverAtMs">;
  readonly pace: Pick<HolderPace, "saveIntervalMs" | "slowestSaveIntervalMs">;
}

/**
 * When checkpoint and counters are written: often after the claim and before the handover, where a kill is likeliest and a
 * successor resumes from them; seldom in between, where a write costs more than what a kill repeats, as the table has that
 * already. Keeps no time itself; moments are epoch milliseconds.
 */
export class SaveSchedule {
  /** The next write. */
  dueMs: number;
  private readonly options: SaveScheduleOptions;
  private intervalMs: number;

  constructor(options: SaveScheduleOptions) {
    this.options = options;
    this.intervalMs = options.pace.saveIntervalMs;
    this.dueMs = this.before(options.claimedAtMs, options.claimedAtMs + this.intervalMs);
  }

  /** A write was due, whether or not there was anything to write. */
  passed(nowMs: number): void {
    const { saveIntervalMs, slowestSaveIntervalMs } = this.options.pace;
    this.intervalMs = this.isQuietTime(nowMs)
      ? Math.min(slowestSaveIntervalMs, 2 * this.intervalMs)
      : saveIntervalMs;
    this.dueMs = this.before(nowMs, nowMs + this.intervalMs);
  }

  /** The write was not taken. */
  failed(nowMs: number): void {
    this.dueMs = Math.min(this.dueMs, nowMs + this.options.pace.saveIntervalMs);
  }

  /** From when on the handover is near. */
  private get nearMs(): number {
    const { budget, pace } = this.options;
    return budget.handoverAtMs - pace.slowestSaveIntervalMs;
  }

  private isQuietTime(nowMs: number): boolean {
    const { claimedAtMs, pace } = this.options;
    return nowMs >= claimedAtMs + pace.slowestSaveIntervalMs && nowMs < this.nearMs;
  }

  /** Not beyond the moment from which on it is to be often again; and one is made at the handover, for the successor. */
  private before(nowMs: number, dueMs: number): number {
    const { budget, pace } = this.options;
    const againMs = Math.min(dueMs, Math.max(this.nearMs, nowMs + pace.saveIntervalMs));
    return nowMs < budget.handoverAtMs ? Math.min(againMs, budget.handoverAtMs) : againMs;
  }
}
