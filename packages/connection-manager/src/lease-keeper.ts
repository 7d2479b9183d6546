import type { Departure } from "./departure.ts";
import type { EventIntake } from "./event-intake.ts";
import type { LeaseHold, LeaseStanding } from "./lease-hold.ts";
import type { System } from "./system.ts";
import type { TimeBudget } from "./time-budget.ts";

/** How often checkpoint and counters are written, and a stop from outside is looked for; 4 s. */
const SAVE_INTERVAL_MS = 4_000;

/** How often the successor is looked for from the handover on; 500 ms. */
const WATCH_INTERVAL_MS = 500;

/** How long reading goes on after the successor is up, so that what was under way before that arrives; 250 ms. */
const DRAIN_MS = 250;

/** What the keeper needs. */
export interface LeaseKeeperOptions {
  hold: LeaseHold;
  budget: TimeBudget;
  connectionMode: "overlap" | "single";
  intake: EventIntake;
  departure: Departure;
  system: System;
}

/** Keeps the lease while the connection reads: moves the checkpoint, and sees when somebody else takes over or stops. */
export class LeaseKeeper {
  /** Whether another connection has claimed the stream: this one must not be opened again. */
  succeeded = false;
  /** When it was seen that the successor takes over. */
  supersededAtMs: number | undefined;
  private readonly options: LeaseKeeperOptions;
  private savedAtMs: number;
  private savedState = "";

  constructor(options: LeaseKeeperOptions) {
    this.options = options;
    this.savedAtMs = options.system.now();
  }

  /** Runs until `signal` aborts or there is a departure; never rejects: what goes wrong is the departure's error. */
  async keep(signal: AbortSignal): Promise<void> {
    const { system, departure } = this.options;
    const until = AbortSignal.any([signal, departure.signal]);
    while (!until.aborted) {
      await system.sleep(this.pauseMs(), until);
      if (until.aborted) return;
      try {
        await this.react(await this.standing(), until);
      } catch (error) {
        departure.fail(error);
      }
    }
  }

  /** Looks at the lease now; a connection that is down has nothing to drain. */
  async check(): Promise<void> {
    const standing = await this.options.hold.look();
    if (standing.kind === "succeeded") this.succeeded = true;
    else await this.react(standing, AbortSignal.abort());
  }

  /** Says that the connection is up. */
  async confirm(): Promise<void> {
    const { hold, departure } = this.options;
    await this.react(await hold.confirm(), departure.signal);
  }

  private pauseMs(): number {
    const { budget, system } = this.options;
    const untilHandoverMs = budget.handoverAtMs - system.now();
    return untilHandoverMs > 0 ? Math.min(SAVE_INTERVAL_MS, untilHandoverMs) : WATCH_INTERVAL_MS;
  }

  private async standing(): Promise<LeaseStanding> {
    const { hold, system } = this.options;
    const isDue = system.now() - this.savedAtMs >= SAVE_INTERVAL_MS && !this.succeeded;
    return isDue ? this.save() : hold.look();
  }

  private async save(): Promise<LeaseStanding> {
    const { hold, intake, system } = this.options;
    this.savedAtMs = system.now();
    const checkpoint = intake.lastId;
    await intake.flush();
    const state = JSON.stringify([checkpoint, intake.counts]);
    if (state === this.savedState) return hold.look();
    this.savedState = state;
    return hold.advance(intake.counts, checkpoint);
  }

  private async react(standing: LeaseStanding, signal: AbortSignal): Promise<void> {
    const { connectionMode, departure, system } = this.options;
    if (standing.kind === "over") {
      departure.leave(standing.status === "failed" ? "superseded" : standing.status);
    }
    if (standing.kind !== "succeeded") return;
    this.succeeded = true;
    if (!standing.connected && connectionMode === "overlap") return;
    this.supersededAtMs ??= system.now();
    if (connectionMode === "overlap") await system.sleep(DRAIN_MS, signal);
    departure.leave("superseded");
  }
}
