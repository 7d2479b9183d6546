import { DISTRUST_EVERY_MS, LONG_WAIT_MS, LOWER_FIRST_MS } from "../limits.ts";
import type { FleetView } from "../types.ts";
import { demand, hasWaited, livePeers, ownRoom, roomOfPeers } from "./room.ts";

/**
 * The carrier to start: the lowest number that is free, when streams wait and no carrier has room. The lowest carrier that is alive sees to
 * that, so that a number is not started by many at once; streams that wait for long are everybody's care.
 */
export function nextCarrier(view: FleetView): number | undefined {
  return isShort(view) && isForMe(view) ? lowestFree(view) : undefined;
}

/** Whether streams wait, no carrier has room, and no other carrier may be started. */
export function isAtCap(view: FleetView): boolean {
  const isFull = ownRoom(view) === 0 && roomOfPeers(view) === 0;
  return demand(view).length > 0 && isFull && lowestFree(view) === undefined;
}

/**
 * Whether the fleet needs another carrier. What the others report is not the whole truth: fewer places than streams that wait are not
 * enough, and a stream that still waits long after shows that there are none.
 */
function isShort(view: FleetView): boolean {
  const { nowMs, me } = view;
  const streams = demand(view);
  if (streams.length === 0 || ownRoom(view) > 0) return false;
  const room = roomOfPeers(view);
  if (room === 0) return true;
  const passedOver = streams.filter((stream) => hasWaited(stream, LOWER_FIRST_MS, nowMs)).length;
  const hasTrusted = me.lastStartMs !== undefined && nowMs - me.lastStartMs < DISTRUST_EVERY_MS;
  const isForgotten = streams.some((stream) => hasWaited(stream, DISTRUST_EVERY_MS, nowMs));
  return passedOver > room || (isForgotten && !hasTrusted);
}

function isForMe(view: FleetView): boolean {
  const { nowMs, me } = view;
  const isLowest = livePeers(view).every(({ number }) => number > me.number);
  return isLowest || demand(view).some((stream) => hasWaited(stream, LONG_WAIT_MS, nowMs));
}

function lowestFree(view: FleetView): number | undefined {
  const { me, limits } = view;
  const taken = new Set(livePeers(view).map(({ number }) => number));
  if (!me.isOver) taken.add(me.number);
  for (let number = 1; number <= limits.maxCarriers; number += 1) {
    if (!taken.has(number)) return number;
  }
  return undefined;
}
