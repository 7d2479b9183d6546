import type { LeaseCounts } from "@unbounded-streams/stream-lease";
import type { EventIntake } from "../events/event-intake.ts";
import type { System } from "../system.ts";
import type { LeaseHold, LeaseStanding } from "./lease-hold.ts";
import type { HolderPace, TimeBudget } from "./time-budget.ts";
import type { TurnHealth } from "./turn-health.ts";
import type { TurnVerdict } from "./turn-verdict.ts";

/** What is saved, where and when. */
export interface LeaseSavesOptions {
  hold: LeaseHold;
  budget: TimeBudget;
  pace: HolderPace;
  intake: EventIntake;
  health: TurnHealth;
  system: Pick<System, "now">;
}

/** What a lease has to be told by a turn that has not come to anything yet. */
const AS_CLAIMED = stateOf(undefined, { received: 0, stored: 0, duplicates: 0 }, {});

/** Writes checkpoint and counters on the lease, and how the turn goes, at a pace, when that has changed. */
export class LeaseSaves {
  private readonly options: LeaseSavesOptions;
  private dueMs: number;
  /** What the lease has taken last. */
  private saved = AS_CLAIMED;

  constructor(options: LeaseSavesOptions) {
    this.options = options;
    this.dueMs = options.system.now() + options.pace.saveIntervalMs;
  }

  /** Saves what has changed when that is due; undefined when there is nothing to do. */
  saveWhenDue(): Promise<LeaseStanding> | undefined {
    const { budget, pace, system } = this.options;
    const nowMs = system.now();
    if (nowMs < this.dueMs) return undefined;
    const nextMs = nowMs + pace.saveIntervalMs;
    // The last save before the handover is made right then: the successor resumes from it.
    this.dueMs = nowMs < budget.handoverAtMs ? Math.min(nextMs, budget.handoverAtMs) : nextMs;
    const { health, intake } = this.options;
    const state = stateOf(intake.checkpoint, intake.counts, health.verdict);
    return state === this.saved ? undefined : this.save(state);
  }

  private async save(state: string): Promise<LeaseStanding> {
    const { health, hold, intake } = this.options;
    const standing = await hold.advance(intake.counts, intake.checkpoint, health.verdict);
    this.saved = state;
    return standing;
  }
}

function stateOf(checkpoint: string | undefined, counts: LeaseCounts, verdict: TurnVerdict): string {
  return JSON.stringify([checkpoint, counts, verdict]);
}
