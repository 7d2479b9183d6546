import { OFFERS_AT_ONCE, SETTLED_AFTER_MS, SHED_EVERY_MS } from "../limits.ts";
import type { FleetView, SeatView } from "../types.ts";
import { isLoaded, isOverloaded } from "./load.ts";
import { isDue } from "./room.ts";

/** The seats that others may take from now on. */
export function offers(view: FleetView): string[] {
  const kept = view.me.seats.filter(({ isHeld, isOffered }) => isHeld && !isOffered);
  if (view.me.isDraining) return idsOf(kept.slice(0, OFFERS_AT_ONCE));
  return idsOf(shed(view, kept));
}

/** The seats that were offered because of a load that is gone, or to carriers that have no room any more. */
export function withdrawals({ me, load }: FleetView): string[] {
  if (me.isDraining || isLoaded(load)) return [];
  return idsOf(me.seats.filter(({ isHeld, isOffered }) => isHeld && isOffered));
}

/**
 * The loudest seat of a carrier that has too much to do, but never its only stream: to pass that on would help nobody. The last one that
 * is held is passed on when others of its own wait to be taken again, which they are not under such a load. One that has just come, perhaps
 * for the same reason, is passed on only when there are no others.
 */
function shed({ nowMs, me, load }: FleetView, kept: readonly SeatView[]): SeatView[] {
  const isEarly = me.lastShedMs !== undefined && nowMs - me.lastShedMs < SHED_EVERY_MS;
  const toTake = me.seats.filter((seat) => !seat.isHeld && isDue(seat, nowMs));
  if (!isOverloaded(load) || isEarly || kept.length === 0 || kept.length + toTake.length < 2) return [];
  const settled = kept.filter(
    ({ takenAtMs }) => takenAtMs === undefined || nowMs - takenAtMs >= SETTLED_AFTER_MS,
  );
  const candidates = settled.length > 0 ? settled : kept;
  return [candidates.reduce((loudest, seat) => (isLouder(seat, loudest) ? seat : loudest))];
}

function isLouder(a: SeatView, b: SeatView): boolean {
  return a.eventsPerSecond > b.eventsPerSecond;
}

function idsOf(seats: readonly SeatView[]): string[] {
  return seats.map(({ streamId }) => streamId);
}
