import type { CarrierOptions } from "../options.ts";
import { roomOf } from "../plan/room.ts";
import { nextStance } from "../plan/stance.ts";
import type { OwnLease } from "../records/own-lease.ts";
import type { Peers } from "../records/peers.ts";
import type { Sight } from "../records/sight.ts";
import type { Hand } from "../seats/hand.ts";
import type { StreamPauses } from "../seats/stream-pauses.ts";
import type { CarrierLoad, FleetView, SeatView, Stance, WaitingStream } from "../types.ts";

/** What a view is made of. */
export interface OutlookDeps {
  readonly options: CarrierOptions;
  readonly own: OwnLease;
  readonly hand: Hand;
  readonly sight: Sight;
  readonly peers: Peers;
  readonly pauses: StreamPauses;
}

/** Puts together what a carrier knows, for its plan. */
export class Outlook {
  lastShedMs: number | undefined;
  private stance: Stance = { isDraining: false };
  private load: CarrierLoad;
  private readonly deps: OutlookDeps;

  constructor(deps: OutlookDeps) {
    this.deps = deps;
    this.load = deps.options.load();
  }

  get isDraining(): boolean {
    return this.stance.isDraining;
  }

  /** What is known at this moment. */
  get view(): FleetView {
    return this.viewAs(this.stance);
  }

  /** Takes the load, for all views until the next time. */
  measure(): void {
    this.load = this.deps.options.load();
  }

  /** Takes on what is to be remembered of this moment. */
  remember(): void {
    this.stance = nextStance(this.view);
  }

  /** Has the carrier be empty for long again before it asks to rest. */
  postponeRest(): void {
    this.stance = { ...this.stance, emptySinceMs: undefined };
  }

  private viewAs(stance: Stance): FleetView {
    const { options, own, hand, sight, peers } = this.deps;
    const { number, capacity, maxCarriers, takesAtOnce, pace, system } = options;
    const { emptyBeforeRestMs, smallBeforeDrainMs } = pace;
    const limits = { capacity, maxCarriers, takesAtOnce, emptyBeforeRestMs, smallBeforeDrainMs };
    const { load } = this;
    const seats = this.seats();
    return {
      nowMs: system.now(),
      me: {
        ...stance,
        number,
        seats,
        room: roomOf({ seats: seats.length, isDraining: stance.isDraining, load, limits }),
        connecting: hand.connecting().length,
        lastShedMs: this.lastShedMs,
        lastStartMs: peers.lastStartMs,
        isOver: own.standing.kind === "over",
      },
      waiting: this.withPauses(sight.waiting),
      offered: this.withPauses(sight.offered),
      peers: peers.views(),
      load,
      limits,
    };
  }

  private seats(): SeatView[] {
    const { hand, sight, pauses } = this.deps;
    const held = hand.held.map(({ streamId, isOffered, eventsPerSecond, takenAtMs }) => ({
      streamId,
      isHeld: true,
      isOffered,
      eventsPerSecond,
      takenAtMs,
    }));
    const toTake = sight.carried
      .filter((streamId) => !hand.has(streamId))
      .map((streamId) => ({
        streamId,
        isHeld: false,
        isOffered: false,
        eventsPerSecond: 0,
        notBeforeMs: pauses.notBeforeMs(streamId),
      }));
    return [...held, ...toTake];
  }

  /** A stream that is held by now does not wait, whatever an index shows. */
  private withPauses(streams: readonly WaitingStream[]): WaitingStream[] {
    const { hand, pauses } = this.deps;
    return streams
      .filter(({ streamId }) => !hand.has(streamId) || hand.get(streamId)?.isOffered)
      .map((stream) => ({ ...stream, notBeforeMs: pauses.notBeforeMs(stream.streamId) }));
  }
}
