import { LOWER_FIRST_MS, SMALL_BEFORE_DRAIN_MS, SPARE_SHARE } from "../limits.ts";
import type { FleetView, Stance } from "../types.ts";
import { demand, hasWaited, livePeers, roomOfPeers } from "./room.ts";

/** What a carrier remembers of what it sees, for its next plan. `view.me` has what it remembered before. */
export function nextStance(view: FleetView): Stance {
  const { nowMs, me } = view;
  const smallSinceMs = isSmall(view) ? (me.smallSinceMs ?? nowMs) : undefined;
  return {
    emptySinceMs: isEmpty(view) ? (me.emptySinceMs ?? nowMs) : undefined,
    smallSinceMs,
    isDraining: me.isOver === true || (me.isDraining ? drainsOn(view) : isSmallForLong(view, smallSinceMs)),
  };
}

/** Whether the carrier has no seat and no stream looks for one, whether it may be taken by now or not. */
export function isEmpty({ me, waiting, offered }: FleetView): boolean {
  return me.seats.length === 0 && waiting.length === 0 && offered.length === 0;
}

/** Whether it is the highest, and the others have room for all that it carries and some more, while nobody waits. */
function isSmall(view: FleetView): boolean {
  const { me, limits } = view;
  const spare = Math.ceil(limits.capacity * SPARE_SHARE);
  const isIdle = view.waiting.length === 0 && view.offered.length === 0;
  return isIdle && isHighest(view) && me.seats.length > 0 && roomOfPeers(view) >= me.seats.length + spare;
}

function isSmallForLong({ nowMs, limits }: FleetView, smallSinceMs: number | undefined): boolean {
  const { smallBeforeDrainMs = SMALL_BEFORE_DRAIN_MS } = limits;
  return smallSinceMs !== undefined && nowMs - smallSinceMs >= smallBeforeDrainMs;
}

/** Needs less than what it takes to begin, so that a few streams more or less do not turn the carrier around. */
function drainsOn(view: FleetView): boolean {
  const { nowMs, me } = view;
  const own = new Set(me.seats.map(({ streamId }) => streamId));
  const isNeeded = demand(view).some(
    (stream) => !own.has(stream.streamId) && hasWaited(stream, LOWER_FIRST_MS, nowMs),
  );
  return !isNeeded && isHighest(view) && roomOfPeers(view) >= me.seats.length;
}

function isHighest(view: FleetView): boolean {
  const peers = livePeers(view);
  return peers.length > 0 && peers.every(({ number }) => number < view.me.number);
}
