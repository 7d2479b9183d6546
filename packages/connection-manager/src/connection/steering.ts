import type { LeaseKeeper } from "../lease/lease-keeper.ts";
import type { Invocation } from "./invocation.ts";
import type { SteeredConnection } from "./run-options.ts";

/** Turns what a carrier wants of a connection into what its parts do. */
export class Steering implements SteeredConnection {
  readonly up: Promise<void>;
  private readonly invocation: Invocation;
  private readonly resolveUp: () => void;
  private keeper: LeaseKeeper | undefined;
  private isWatched = false;

  constructor(invocation: Invocation) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.invocation = invocation;
    this.up = promise;
    this.resolveUp = resolve;
    invocation.attempts.onFirstUp = resolve;
  }

  get received(): number {
    return this.invocation.intake.counts.received;
  }

  check(): void {
    this.keeper?.lookSoon();
  }

  watch(): void {
    this.isWatched = true;
    this.keeper?.watch();
  }

  leave(): void {
    this.invocation.departure.leave("expired");
  }

  /** The lease is claimed, and looked after from now on. */
  held(keeper: LeaseKeeper): void {
    this.keeper = keeper;
    if (this.isWatched) keeper.watch();
  }

  /** The invocation is over, however it came out. */
  over(): void {
    this.resolveUp();
  }
}
