import { LeaseRequestError } from "@unbounded-streams/stream-lease";
import type { Departure } from "./departure.ts";
import type { EventIntake } from "./event-intake.ts";
import type { LeaseHold, LeaseStanding } from "./lease-hold.ts";
import type { System } from "./system.ts";
import type { HolderPace, TimeBudget } from "./time-budget.ts";

/** What the keeper needs. */
export interface LeaseKeeperOptions {
  hold: LeaseHold;
  budget: TimeBudget;
  pace: HolderPace;
  connectionMode: "overlap" | "single";
  intake: EventIntake;
  departure: Departure;
  /** Whether the connection is up: one that is down has nothing to read on for. */
  isConnected(): boolean;
  system: System;
}

/** A checkpoint on its way to the lease. */
interface Save {
  readonly checkpoint: string | undefined;
  /** Resolves when everything up to the checkpoint is durable. */
  readonly durable: Promise<boolean>;
}

/** Keeps the lease while the connection reads: moves the checkpoint, and sees when somebody else takes over or stops. */
export class LeaseKeeper {
  /** Whether another connection has claimed the stream: this one must not be opened again. */
  succeeded = false;
  /** When it was seen that the successor takes over. */
  supersededAtMs: number | undefined;
  private readonly options: LeaseKeeperOptions;
  private saveDueMs: number;
  private savedState = "";
  private hasCheckpoint: boolean;
  private save: Save | undefined;
  /** When the lease took the confirmation, in epoch milliseconds. */
  confirmedAtMs: number | undefined;
  /** Writes that are made beside the reading. */
  private readonly chores: Promise<void>[] = [];
  private until: AbortSignal;

  constructor(options: LeaseKeeperOptions) {
    this.options = options;
    this.saveDueMs = options.system.now() + options.pace.saveIntervalMs;
    this.hasCheckpoint = options.hold.checkpoint !== undefined;
    this.until = options.departure.signal;
  }

  /**
   * Runs until `signal` aborts or there is a departure, and every write that was begun is done; never rejects. A table of
   * leases that does not answer for a while ends nothing: the stream is read on, and the lease is looked at again. What
   * else goes wrong is the departure's error.
   */
  async keep(signal: AbortSignal): Promise<void> {
    const { system, departure, pace } = this.options;
    const until = AbortSignal.any([signal, departure.signal]);
    this.until = until;
    while (!until.aborted) {
      await system.sleep(this.pauseMs(), until);
      if (until.aborted) break;
      await this.attempt(() => this.standing(until));
      if (this.supersededAtMs === undefined) continue;
      await system.sleep(pace.drainMs, until);
      departure.leave("superseded");
    }
    await Promise.all(this.chores);
  }

  /** Looks at the lease now. */
  async check(): Promise<void> {
    this.note(await this.options.hold.look());
  }

  /** Says that the connection is up, beside the reading, which must not wait for the table of leases. */
  confirm(): void {
    const { hold, system } = this.options;
    this.doBeside(async () => {
      const standing = await hold.confirm();
      this.confirmedAtMs = system.now();
      return standing;
    });
  }

  /** Writes a stream's very first checkpoint at once: until there is one, nothing can be resumed after a kill. */
  saveFirst(): void {
    const { hold, intake } = this.options;
    const checkpoint = intake.lastId;
    if (this.hasCheckpoint || this.succeeded || checkpoint === undefined) return;
    this.hasCheckpoint = true;
    this.doBeside(async () => {
      await intake.flush();
      return hold.advance(intake.counts, checkpoint);
    });
  }

  /** Makes a write again and again until the lease has taken it, or the connection is over. */
  private doBeside(write: () => Promise<LeaseStanding>): void {
    const { pace, system } = this.options;
    const untilTaken = async () => {
      while (!(await this.attempt(write)) && !this.until.aborted) {
        await system.sleep(pace.watchIntervalMs, this.until);
      }
    };
    this.chores.push(untilTaken());
  }

  /** Whether the table of leases has answered. */
  private async attempt(ask: () => Promise<LeaseStanding>): Promise<boolean> {
    try {
      this.note(await ask());
      return true;
    } catch (error) {
      if (isOutage(error)) return false;
      this.options.departure.fail(error);
      return true;
    }
  }

  private pauseMs(): number {
    const { budget, pace, system } = this.options;
    const untilHandoverMs = budget.handoverAtMs - system.now();
    if (this.succeeded || untilHandoverMs <= 0) return pace.watchIntervalMs;
    return Math.min(pace.saveIntervalMs, untilHandoverMs);
  }

  private async standing(until: AbortSignal): Promise<LeaseStanding> {
    const { hold, system } = this.options;
    const isDue = this.save !== undefined || system.now() >= this.saveDueMs;
    const save = isDue && !this.succeeded ? await this.durableSave(until) : undefined;
    return save === undefined ? hold.look() : this.write(save);
  }

  /** A checkpoint up to which everything is durable; undefined while that takes time, for a slow table must not blind. */
  private async durableSave(until: AbortSignal): Promise<Save | undefined> {
    const { pace, system } = this.options;
    this.save ??= this.startSave();
    const { save } = this;
    const settled = new AbortController();
    const pause = system.sleep(pace.watchIntervalMs, AbortSignal.any([until, settled.signal]));
    try {
      if (!(await Promise.race([save.durable, pause.then(() => false)]))) return undefined;
    } finally {
      settled.abort();
    }
    this.save = undefined;
    return save;
  }

  /** The last save before the handover is made right then: the successor resumes from it. */
  private startSave(): Save {
    const { intake, system, pace, budget } = this.options;
    const nowMs = system.now();
    const nextMs = nowMs + pace.saveIntervalMs;
    this.saveDueMs = nowMs < budget.handoverAtMs ? Math.min(nextMs, budget.handoverAtMs) : nextMs;
    const durable = intake.flush().then(() => true);
    // A failure is heard of by whoever waits for it, and once more at the invocation's last flush.
    durable.catch(() => undefined);
    return { checkpoint: intake.lastId, durable };
  }

  private write({ checkpoint }: Save): Promise<LeaseStanding> {
    const { hold, intake } = this.options;
    const state = JSON.stringify([checkpoint, intake.counts]);
    if (state === this.savedState) return hold.look();
    this.savedState = state;
    return hold.advance(intake.counts, checkpoint);
  }

  private note(standing: LeaseStanding): void {
    const { connectionMode, departure, isConnected, system } = this.options;
    if (standing.kind === "over") {
      departure.leave(standing.status === "failed" ? "superseded" : standing.status);
    }
    if (standing.kind !== "succeeded") return;
    this.succeeded = true;
    const readsOn = connectionMode === "overlap" && isConnected();
    if (readsOn && !standing.connected) return;
    this.supersededAtMs ??= system.now();
    if (!readsOn) departure.leave("superseded");
  }
}

/** Whether every attempt went unanswered or was throttled; what DynamoDB refuses is not asked for again. */
function isOutage(error: unknown): boolean {
  return error instanceof LeaseRequestError && error.attempts > 1;
}
