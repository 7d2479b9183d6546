import { LeaseRequestError } from "@unbounded-streams/stream-lease";
import type { System } from "../system.ts";
import type { LeaseStanding } from "./lease-hold.ts";
import { LeaseSaves, type LeaseSavesOptions } from "./lease-saves.ts";
import { Pause } from "./pause.ts";
import { Succession, type SuccessionOptions } from "./succession.ts";
import type { HolderPace } from "./time-budget.ts";

/** Between two looks of a seat for its successor, at most; 500 ms. */
const MAX_SEAT_WATCH_MS = 500;

/** How much more seldom that is than of a single holder, where that is more often. */
const SEAT_WATCH_FACTOR = 4;

/** What the keeper needs. */
export interface LeaseKeeperOptions extends LeaseSavesOptions, SuccessionOptions {
  /**
   * Whether somebody else sees that the stream is stopped or handed over, and says so: before its handover the lease is only
   * looked at when it is written, or when that is asked for. Default false.
   */
  isSeat?: boolean | undefined;
  system: System;
}

/** Keeps the lease while the connection reads: moves the checkpoint, and sees when somebody else takes over or stops. */
export class LeaseKeeper {
  readonly succession: Succession;
  /** When the lease took the confirmation, in epoch milliseconds. */
  confirmedAtMs: number | undefined;
  private readonly options: LeaseKeeperOptions;
  private readonly saves: LeaseSaves;
  private readonly pause: Pause;
  /** Writes that are made beside the reading. */
  private readonly chores: Promise<void>[] = [];
  private hasCheckpoint: boolean;
  /** Whether the lease is being told that the turn is sound. */
  private isKnownSound = false;
  private hasSeenFailure = false;
  private isLookDue = false;
  private isWatched = false;
  private until: AbortSignal;

  constructor(options: LeaseKeeperOptions) {
    this.options = options;
    this.succession = new Succession(options);
    this.saves = new LeaseSaves(options);
    this.pause = new Pause(options.system);
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
      await this.pause.for(this.pauseMs(), until);
      if (until.aborted) break;
      this.lookForFailure();
      this.noteSoundness();
      await this.lookAfter();
      if (this.succession.supersededAtMs === undefined) continue;
      await system.sleep(pace.drainMs, until);
      departure.leave("superseded");
    }
    await Promise.all(this.chores);
  }

  /** Has `keep` look at the lease now. */
  lookSoon(): void {
    this.isLookDue = true;
    this.pause.cut();
  }

  /** Has `keep` save what has changed now. */
  saveSoon(): void {
    this.saves.hurry();
    this.pause.cut();
  }

  /** Has `keep` look at the lease as often as from the handover on. */
  watch(): void {
    this.isWatched = true;
    this.pause.cut();
  }

  /** Looks at the lease now. */
  async check(): Promise<void> {
    this.succession.note(await this.options.hold.look());
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

  /**
   * Writes at once what must not wait, for a kill may come: a stream's very first checkpoint, until which nothing can be
   * resumed, and that the turn is sound, until which a pause follows it.
   */
  saveFirst(): void {
    const { health, hold, intake } = this.options;
    if (this.succession.hasBegun) return;
    const isFirst = !this.hasCheckpoint && intake.lastId !== undefined;
    if (isFirst) this.saveFirstCheckpoint();
    else if (!this.isKnownSound && health.isSound) {
      this.isKnownSound = true;
      this.doBeside(() => hold.advance(intake.counts, intake.checkpoint, health.verdict));
    }
  }

  private saveFirstCheckpoint(): void {
    const { health, hold, intake } = this.options;
    this.hasCheckpoint = true;
    this.doBeside(async () => {
      await intake.flush();
      this.isKnownSound ||= health.isSound;
      return hold.advance(intake.counts, intake.checkpoint, health.verdict);
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

  /** Whether the table of leases has answered, if it was asked. */
  private async attempt(ask: () => Promise<LeaseStanding> | undefined): Promise<boolean> {
    try {
      const standing = await ask();
      if (standing !== undefined) this.succession.note(standing);
      return true;
    } catch (error) {
      if (isOutage(error)) return false;
      this.options.departure.fail(error);
      return true;
    }
  }

  /** A turn that time alone has made sound says so at the next look, not at the next write. */
  private noteSoundness(): void {
    if (this.isKnownSound || !this.options.health.isSound) return;
    this.isKnownSound = true;
    this.saves.hurry();
  }

  private pauseMs(): number {
    const { budget, pace, system } = this.options;
    if (this.isTold) return pace.saveIntervalMs;
    if (this.isOnWatch) return this.isExpectant ? pace.watchIntervalMs : seatWatchMs(pace);
    return Math.min(pace.saveIntervalMs, budget.handoverAtMs - system.now());
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

  /** Whether the successor is looked for. */
  private get isOnWatch(): boolean {
    const { budget, system } = this.options;
    return this.succession.hasBegun || this.isWatched || system.now() >= budget.handoverAtMs;
  }

  /** Whether the next look is likely to show something. A seat is told of its successor, unless its carrier cannot know of one. */
  private get isExpectant(): boolean {
    return !this.options.isSeat || this.succession.hasBegun || this.isWatched;
  }

  /** Whether its carrier says when there is a successor, and to learn it late means nothing but that both read for longer. */
  private get isTold(): boolean {
    return !this.isExpectant && this.options.connectionMode === "overlap";
  }

  /** Writes what is due, or looks at the lease, where that is this holder's to do. */
  private async lookAfter(): Promise<void> {
    const { hold, isSeat = false } = this.options;
    const isAsked = this.isLookDue;
    this.isLookDue = false;
    const isLooking = !isSeat || isAsked || this.isOnWatch;
    // A lease that another connection has claimed is only looked at.
    const save = () => (this.succession.hasBegun ? undefined : this.saves.saveWhenDue());
    const hasAnswered = await this.attempt(() => save() ?? (isLooking ? hold.look() : undefined));
    this.isLookDue ||= isAsked && !hasAnswered;
  }
}

/** The seats of a carrier look at the same time: with a short lead, they look less often than a single holder would. */
function seatWatchMs({ watchIntervalMs }: HolderPace): number {
  return Math.min(MAX_SEAT_WATCH_MS, watchIntervalMs * SEAT_WATCH_FACTOR);
}

/** Whether every attempt went unanswered or was throttled; what DynamoDB refuses is not asked for again. */
function isOutage(error: unknown): boolean {
  return error instanceof LeaseRequestError && error.attempts > 1;
}
