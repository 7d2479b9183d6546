import type { LeaseCounts } from "@unbounded-streams/stream-lease";
import type { EventIntake } from "../events/event-intake.ts";
import type { System } from "../system.ts";
import type { LeaseHold, LeaseStanding } from "./lease-hold.ts";
import { SaveSchedule } from "./save-schedule.ts";
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

const NOTHING_COUNTED: LeaseCounts = { received: 0, stored: 0, duplicates: 0 };

/** Writes checkpoint and counters on the lease, and how the turn goes, by a schedule, when that has changed. */
export class LeaseSaves {
  private readonly options: LeaseSavesOptions;
  private readonly schedule: SaveSchedule;
  /** What the lease has taken last, or had when it was claimed. */
  private saved: string;

  constructor(options: LeaseSavesOptions) {
    this.options = options;
    this.saved = stateOf(undefined, NOTHING_COUNTED, {}, options.hold.follow);
    this.schedule = new SaveSchedule({ ...options, claimedAtMs: options.system.now() });
  }

  /** Has the next look save what has changed. */
  hurry(): void {
    this.schedule.dueMs = this.options.system.now();
  }

  /** Saves what has changed when that is due; undefined when there is nothing to do. */
  saveWhenDue(): Promise<LeaseStanding> | undefined {
    const { health, hold, intake, system } = this.options;
    const nowMs = system.now();
    if (nowMs < this.schedule.dueMs) return undefined;
    this.schedule.passed(nowMs);
    const state = stateOf(intake.checkpoint, intake.counts, health.verdict, hold.notes.follow);
    return state === this.saved ? undefined : this.save(state);
  }

  private async save(state: string): Promise<LeaseStanding> {
    const { health, hold, intake, system } = this.options;
    try {
      const standing = await hold.advance(intake.counts, intake.checkpoint, health.verdict);
      this.saved = state;
      return standing;
    } catch (error) {
      this.schedule.failed(system.now());
      throw error;
    }
  }
}

function stateOf(
  checkpoint: string | undefined,
  counts: LeaseCounts,
  verdict: TurnVerdict,
  follow: string | undefined,
): string {
  return JSON.stringify([checkpoint, counts, verdict, follow]);
}
