import { LeaseRequestError } from "@unbounded-streams/stream-lease";
import type { EventIntake } from "../events/event-intake.ts";
import type { System } from "../system.ts";
import type { Departure } from "./departure.ts";
import type { LeaseHold, LeaseStanding } from "./lease-hold.ts";
import type { ConnectionMode } from "./lease-options.ts";
import type { HolderPace, TimeBudget } from "./time-budget.ts";

/** What the keeper needs. */
export interface LeaseKeeperOptions {
  hold: LeaseHold;
  budget: TimeBudget;
  pace: HolderPace;
  connectionMode: ConnectionMode;
  intake: EventIntake;
  departure: Departure;
  /** Whether the connection is up: one that is down has nothing to read on for. */
  isConnected(): boolean;
  system: System;
}

/** Keeps the lease while the connection reads: moves the checkpoint, and sees when somebody else takes over or stops. */
export class LeaseKeeper {
  /** Whether another connection has claimed the stream: this one must not be opened again. */
  succeeded = false;
  /** When it was seen that the successor takes over. */
  supersededAtMs: number | undefined;
  /** When the successor's connection was up, by its own clock, in epoch milliseconds. */
  successorConnectedAtMs: number | undefined;
  private readonly options: LeaseKeeperOptions;
  private saveDueMs: number;
  private savedState = "";
  private hasCheckpoint: boolean;
  private hasSeenFailure = false;
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
      this.lookForFailure();
      await this.attempt(() => this.standing());
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
    if (this.hasCheckpoint || this.succeeded || intake.lastId === undefined) return;
    this.hasCheckpoint = true;
    this.doBeside(async () => {
      await intake.flush();
      return hold.advance(intake.counts, intake.checkpoint);
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

  /** An event that could not be stored ends the connection: its flush says why. */
  private lookForFailure(): void {
    const { hold, intake } = this.options;
    if (this.hasSeenFailure || !intake.hasFailed) return;
    this.hasSeenFailure = true;
    this.doBeside(async () => {
      await intake.flush();
      return hold.look();
    });
  }

  private standing(): Promise<LeaseStanding> {
    const { budget, hold, pace, system } = this.options;
    const nowMs = system.now();
    if (this.succeeded || nowMs < this.saveDueMs) return hold.look();
    const nextMs = nowMs + pace.saveIntervalMs;
    // The last save before the handover is made right then: the successor resumes from it.
    this.saveDueMs = nowMs < budget.handoverAtMs ? Math.min(nextMs, budget.handoverAtMs) : nextMs;
    return this.save();
  }

  private async save(): Promise<LeaseStanding> {
    const { hold, intake } = this.options;
    const state = JSON.stringify([intake.checkpoint, intake.counts]);
    if (state === this.savedState) return hold.look();
    const standing = await hold.advance(intake.counts, intake.checkpoint);
    this.savedState = state;
    return standing;
  }

  private note(standing: LeaseStanding): void {
    const { connectionMode, departure, isConnected, system } = this.options;
    if (standing.kind === "over") {
      departure.leave(standing.status === "failed" ? "superseded" : standing.status);
    }
    if (standing.kind !== "succeeded") return;
    this.succeeded = true;
    const readsOn = connectionMode === "overlap" && isConnected();
    this.successorConnectedAtMs = standing.connectedAtMs;
    if (readsOn && standing.connectedAtMs === undefined) return;
    this.supersededAtMs ??= system.now();
    if (!readsOn) departure.leave("superseded");
  }
}

/** Whether every attempt went unanswered or was throttled; what DynamoDB refuses is not asked for again. */
function isOutage(error: unknown): boolean {
  return error instanceof LeaseRequestError && error.attempts > 1;
}
