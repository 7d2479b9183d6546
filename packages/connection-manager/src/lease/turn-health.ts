import type { EventIntake } from "../events/event-intake.ts";
import type { System } from "../system.ts";
import type { LeaseHold } from "./lease-hold.ts";
import type { TimeBudget } from "./time-budget.ts";
import type { TurnVerdict } from "./turn-verdict.ts";

/** What a turn is judged by. */
export interface TurnHealthOptions {
  hold: Pick<LeaseHold, "checkpoint">;
  budget: Pick<TimeBudget, "handoverAtMs">;
  intake: Pick<EventIntake, "checkpoint" | "counters" | "hasFailed">;
  /** Since when the connection is up, in epoch milliseconds; undefined while it is down. */
  upSinceMs(): number | undefined;
  system: Pick<System, "now">;
}

/** A connection that has been up this long is good, even when nothing has come; 30 s, or half the time to the handover. */
const SOUND_AFTER_MS = 30_000;

/**
 * Whether a turn has shown progress: it has stored an event, moved the checkpoint, put a frame to the dead letters, or its
 * connection has been up for a while. What is sound stays so: a claim counts as a failure until then.
 */
export class TurnHealth {
  private readonly options: TurnHealthOptions;
  private readonly soundAfterMs: number;
  private hasShownProgress = false;

  constructor(options: TurnHealthOptions) {
    const { budget, system } = options;
    this.options = options;
    this.soundAfterMs = Math.min(SOUND_AFTER_MS, Math.max(0, budget.handoverAtMs - system.now()) / 2);
  }

  get isSound(): boolean {
    this.hasShownProgress ||= this.hasMoved || this.hasBeenUp;
    return this.hasShownProgress;
  }

  /** While all is well: that there is progress, as soon as there is some. */
  get verdict(): TurnVerdict {
    return this.isSound ? { failures: 0 } : {};
  }

  /** At a bad end, which counts once, however much progress there was before it. */
  failed(lastError: string): TurnVerdict {
    return this.isSound ? { failures: 1, lastError } : { lastError };
  }

  private get hasMoved(): boolean {
    const { hold, intake } = this.options;
    const { stored, deadLettered } = intake.counters;
    const hasCheckpoint = intake.checkpoint !== undefined && intake.checkpoint !== hold.checkpoint;
    return stored > 0 || deadLettered > 0 || hasCheckpoint;
  }

  private get hasBeenUp(): boolean {
    const { intake, system } = this.options;
    const upSinceMs = this.options.upSinceMs();
    return upSinceMs !== undefined && !intake.hasFailed && system.now() - upSinceMs >= this.soundAfterMs;
  }
}
