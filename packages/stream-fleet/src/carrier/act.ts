import { OFFERS_AT_ONCE, PEERS_MS } from "../limits.ts";
import { isAliveAt } from "../records/peers.ts";
import { repairCarrier } from "../records/repair.ts";
import type { HeldSeat } from "../seats/held-seat.ts";
import { takeStreams } from "../seats/take.ts";
import type { FleetAction } from "../types.ts";
import type { Outlook, OutlookDeps } from "./outlook.ts";

/** Carries out what was planned. One action that fails leaves the others as they are; it is planned again. */
export class Actor {
  carriersStarted = 0;
  private nextExcessMs = Number.NEGATIVE_INFINITY;
  private readonly deps: OutlookDeps;
  private readonly outlook: Outlook;

  constructor(deps: OutlookDeps, outlook: Outlook) {
    this.deps = deps;
    this.outlook = outlook;
  }

  /** All but `rest`, which ends the carrier. */
  async carryOut(actions: readonly FleetAction[], signal: AbortSignal): Promise<void> {
    const takes = actions.flatMap((action) => (action.do === "take" ? [action.streamId] : []));
    for (const action of actions) {
      if (action.do === "take" || action.do === "rest") continue;
      await this.attempt(action.do, signal, () => this.one(action, signal));
    }
    await this.attempt("take", signal, () => takeStreams(takes, this.deps, signal));
  }

  /** Says of a seat that another carrier may take it. */
  async offer(held: HeldSeat, signal: AbortSignal): Promise<void> {
    const { store, fleet } = this.deps.options;
    const result = await store.offer({ ...this.ownership(held), fleet }, { signal });
    if (!result.ok) return held.seat.check();
    held.isOffered = true;
    held.seat.watch();
  }

  /** What a carrier that goes has failed to read is for others, too; its claim still allows to say so. */
  async passOn(held: HeldSeat): Promise<void> {
    if (!this.outlook.isDraining || held.isOffered) return;
    const never = new AbortController();
    await this.attempt("offer", never.signal, () => this.offer(held, never.signal));
  }

  /**
   * Streams that are the carrier's and exceed its capacity, as after that was lowered, wait for others once their holder is dead. While it
   * is alive it offers them itself.
   */
  async releaseExcess(signal: AbortSignal): Promise<void> {
    const { options, hand, sight } = this.deps;
    const { store, carrier, fleet, capacity, system } = options;
    if (hand.size < capacity || system.now() < this.nextExcessMs) return;
    const excess = sight.carried.filter((streamId) => !hand.has(streamId)).slice(0, OFFERS_AT_ONCE);
    if (excess.length === 0) return;
    this.nextExcessMs = system.now() + PEERS_MS;
    await this.attempt("release", signal, async () => {
      for (const streamId of excess) await store.release({ streamId, carrier, fleet }, { signal });
    });
  }

  private async one(action: FleetAction, signal: AbortSignal): Promise<void> {
    const { options, hand } = this.deps;
    switch (action.do) {
      case "repair":
        return repairCarrier(action.carrier, this.deps, signal);
      case "start":
        return this.start(action.carrier, signal);
      case "offer": {
        const held = hand.get(action.streamId);
        if (held === undefined) return;
        await this.offer(held, signal);
        if (!this.outlook.isDraining) this.outlook.lastShedMs = options.system.now();
        return;
      }
      case "withdraw": {
        const held = hand.get(action.streamId);
        if (held === undefined) return;
        const result = await options.store.withdraw(this.ownership(held), { signal });
        if (result.ok) held.isOffered = false;
        else held.seat.check();
        return;
      }
    }
  }

  private async start(number: number, signal: AbortSignal): Promise<void> {
    const { options, peers } = this.deps;
    if (!peers.mayStart(number)) return;
    const lease = await peers.read(number, signal);
    if (lease !== undefined && isAliveAt(lease, options.system.now())) return;
    const epoch = lease?.epoch ?? 0;
    try {
      await options.startCarrier(number, epoch);
      this.carriersStarted += 1;
      peers.noteStart(number, true);
      options.log.info("carrier started", { number, epoch });
    } catch (error) {
      peers.noteStart(number, false);
      throw error;
    }
  }

  private ownership({ streamId, epoch }: HeldSeat) {
    return { streamId, epoch, claimId: this.deps.options.turn.claimId };
  }

  private async attempt(what: string, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (signal.aborted) return;
      this.deps.options.log.warn("not carried out", { action: what, error: String(error) });
    }
  }
}
