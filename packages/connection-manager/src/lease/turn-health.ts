import type { EventIntake } from "../events/event-intake.ts";
import { failureText } from "../report/failure-text.ts";
import type { System } from "../system.ts";
import type { LeaseHold } from "./lease-hold.ts";
import type { TimeBudget } from "./time-budget.ts";
import type { TurnConnections } from "./turn-connections.ts";
import type { TurnVerdict } from "./turn-verdict.ts";

/** What a turn is judged by. */
export interface TurnHealthOptions {
  hold: Pick<LeaseHold, "checkpoint" | "failures">;
  budget: Pick<TimeBudget, "handoverAtMs">;
  intake: Pick<EventIntake, "checkpoint" | "counters" | "hasFailed">;
  connections: Pick<TurnConnections, "upMs" | "waitedMs" | "lastBreak" | "lastEnd">;
  system: Pick<System, "now">;
}

/** Connections that have been up this long are good, even when nothing has come; 30 s, or half the time to the handover. */
const SOUND_AFTER_MS = 30_000;

/** What is left of the failures before a turn that fails after progress: a fault with some progress each time is still one. */
const LEFT_AFTER_PROGRESS = 0.5;

/**
 * Whether a turn has shown progress: it has stored an event, moved the checkpoint, or its connections have been up for a
 * while. What is sound stays so: a claim counts as a failure until then. A dead letter alone is no progress: the next
 * connection may bring the same again.
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

  /**
   * What is wrong with the connections of a turn that is not sound, in words. From the handover on it is too late for
   * progress, so that ends which are proper, but were all that came, are wrong, too.
   */
  get trouble(): string | undefined {
    const { lastBreak, lastEnd } = this.options.connections;
    if (this.isSound) return undefined;
    return this.isAtHandover ? lastEnd : lastBreak;
  }

  /** While the turn goes on: that there is progress, as soon as there is some, and until then what is wrong. */
  get verdict(): TurnVerdict {
    if (this.isSound) return { failures: 0 };
    const { trouble } = this;
    return trouble === undefined ? {} : { lastError: failureText(trouble) };
  }

  /** At a bad end: progress before it takes back half of the failures, but never the last. */
  failed(lastError: string): TurnVerdict {
    if (!this.isSound) return { lastError };
    const { failures } = this.options.hold;
    return { failures: Math.max(1, Math.floor(failures * LEFT_AFTER_PROGRESS)), lastError };
  }

  private get isAtHandover(): boolean {
    const { budget, system } = this.options;
    return system.now() >= budget.handoverAtMs;
  }

  private get hasMoved(): boolean {
    const { hold, intake } = this.options;
    const hasCheckpoint = intake.checkpoint !== undefined && intake.checkpoint !== hold.checkpoint;
    return intake.counters.stored > 0 || hasCheckpoint;
  }

  /** That a source waits with its headers for its first event is only known when no refusal has come until the handover. */
  private get hasBeenUp(): boolean {
    const { connections, intake, system } = this.options;
    if (intake.hasFailed) return false;
    const nowMs = system.now();
    const waitedMs = this.isAtHandover ? connections.waitedMs(nowMs) : 0;
    return connections.upMs(nowMs) + waitedMs >= this.soundAfterMs;
  }
}
