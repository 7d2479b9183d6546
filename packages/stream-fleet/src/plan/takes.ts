import { DEFAULT_TAKES_AT_ONCE, LOWER_FIRST_MS } from "../limits.ts";
import type { FleetView } from "../types.ts";
import { isOverloaded } from "./load.ts";
import { demand, hasWaited, isDue, livePeers, ownRoom } from "./room.ts";

/**
 * The streams to take now: the carrier's own first, whatever its load is short of the highest, because nobody else takes them; then
 * those that look for a carrier. What it offers because it goes, and has failed to read meanwhile, is left to others.
 */
export function takes(view: FleetView): string[] {
  const { me, limits } = view;
  if (me.isOver) return [];
  const places = Math.max(0, (limits.takesAtOnce ?? DEFAULT_TAKES_AT_ONCE) - (me.connecting ?? 0));
  return [...ownTakes(view), ...newTakes(view)].slice(0, places);
}

/** The carrier's own streams that it is still to take. */
export function ownTakes({ nowMs, me, offered, load, limits }: FleetView): string[] {
  if (isOverloaded(load)) return [];
  const passedOn = new Set(me.isDraining ? offered.map(({ streamId }) => streamId) : []);
  const held = me.seats.filter(({ isHeld }) => isHeld).length;
  return me.seats
    .filter((seat) => !seat.isHeld && isDue(seat, nowMs) && !passedOn.has(seat.streamId))
    .slice(0, Math.max(0, limits.capacity - held))
    .map(({ streamId }) => streamId);
}

function newTakes(view: FleetView): string[] {
  const { nowMs, me } = view;
  const own = new Set(me.seats.map(({ streamId }) => streamId));
  const isLeftToLower = livePeers(view).some(({ number, room }) => number < me.number && room > 0);
  const patienceMs = isLeftToLower ? LOWER_FIRST_MS : 0;
  const ids = demand(view)
    .filter((stream) => !own.has(stream.streamId) && hasWaited(stream, patienceMs, nowMs))
    .map(({ streamId }) => streamId);
  return [...new Set(ids)].slice(0, ownRoom(view));
}
