import type { EventIntake } from "../events/event-intake.ts";
import type { System } from "../system.ts";
import type { LeaseHold, LeaseStanding } from "./lease-hold.ts";
import type { HolderPace, TimeBudget } from "./time-budget.ts";

/** What is saved, where and when. */
export interface LeaseSavesOptions {
  hold: LeaseHold;
  budget: TimeBudget;
  pace: HolderPace;
  intake: EventIntake;
  system: Pick<System, "now">;
}

/** Writes checkpoint and counters on the lease, at a pace, when they have changed. */
export class LeaseSaves {
  private readonly options: LeaseSavesOptions;
  private dueMs: number;
  /** What the lease has taken last. */
  private saved = "";

  constructor(options: LeaseSavesOptions) {
    this.options = options;
    this.dueMs = options.system.now() + options.pace.saveIntervalMs;
  }

  /** Saves when that is due, and only looks at the lease when it is not. */
  saveWhenDue(): Promise<LeaseStanding> {
    const { budget, hold, pace, system } = this.options;
    const nowMs = system.now();
    if (nowMs < this.dueMs) return hold.look();
    const nextMs = nowMs + pace.saveIntervalMs;
    // The last save before the handover is made right then: the successor resumes from it.
    this.dueMs = nowMs < budget.handoverAtMs ? Math.min(nextMs, budget.handoverAtMs) : nextMs;
    return this.save();
  }

  private async save(): Promise<LeaseStanding> {
    const { hold, intake } = this.options;
    const state = JSON.stringify([intake.checkpoint, intake.counts]);
    if (state === this.saved) return hold.look();
    const standing = await hold.advance(intake.counts, intake.checkpoint);
    this.saved = state;
    return standing;
  }
}
