import type { ConnectionOutcome } from "../report/connection-report.ts";

/** Why a connection is given up by its holder, not by the source. */
export type LeaveOutcome = Extract<ConnectionOutcome, "ended" | "stopped" | "superseded" | "expired">;

/** The decision to give a connection up: made once, by whoever comes first, seen by everyone. */
export class Departure {
  /** Undefined while the connection is to go on. */
  outcome: LeaveOutcome | undefined;
  /** What went wrong, when that is why. */
  error: unknown;
  private readonly controller = new AbortController();

  /** Aborts when the connection is to be given up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  leave(outcome: LeaveOutcome): void {
    if (this.signal.aborted) return;
    this.outcome = outcome;
    this.controller.abort();
  }

  fail(error: unknown): void {
    if (this.signal.aborted) return;
    this.error = error;
    this.controller.abort();
  }
}
