import type { CarrierLoad, FleetLimits, FleetView, PeerView, WaitingStream } from "../types.ts";
import { isLoaded } from "./load.ts";

/** What a carrier's room depends on. */
export interface RoomOptions {
  /** Streams that are its own, held or not. */
  readonly seats: number;
  readonly isDraining: boolean;
  readonly load: CarrierLoad;
  readonly limits: Pick<FleetLimits, "capacity">;
}

/** Streams that a carrier would still take: what it reports to the others. */
export function roomOf({ seats, isDraining, load, limits }: RoomOptions): number {
  return isDraining || isLoaded(load) ? 0 : Math.max(0, limits.capacity - seats);
}

/** The room that the carrier itself may fill. */
export function ownRoom({ me, load, limits }: FleetView): number {
  const room = roomOf({ seats: me.seats.length, isDraining: me.isDraining, load, limits });
  return Math.min(room, me.room);
}

/** The other carriers that are at work. */
export function livePeers({ peers }: Pick<FleetView, "peers">): PeerView[] {
  return peers.filter(({ isAlive }) => isAlive);
}

export function roomOfPeers(view: Pick<FleetView, "peers">): number {
  return livePeers(view).reduce((sum, { room }) => sum + Math.max(0, room), 0);
}

/** Whether a stream may be taken by now. */
export function isDue({ notBeforeMs }: Pick<WaitingStream, "notBeforeMs">, nowMs: number): boolean {
  return notBeforeMs === undefined || notBeforeMs <= nowMs;
}

/**
 * Streams that look for a carrier and may be taken now: nobody's first, those that have waited longest first. What a carrier whose record is
 * over does not hold, it cannot offer, so that is among them.
 */
export function demand({ nowMs, me, waiting, offered }: FleetView): WaitingStream[] {
  const longestFirst = (streams: readonly WaitingStream[]) =>
    streams.filter((stream) => isDue(stream, nowMs)).sort((a, b) => a.waitingSinceMs - b.waitingSinceMs);
  const left = me.isOver ? me.seats.filter(({ isHeld }) => !isHeld) : [];
  const deserted = left.map(({ streamId }) => ({ streamId, waitingSinceMs: nowMs }));
  return [...longestFirst(waiting), ...longestFirst(offered), ...deserted];
}

/** Whether a stream has waited for `ms` and longer. */
export function hasWaited({ waitingSinceMs }: WaitingStream, ms: number, nowMs: number): boolean {
  return Math.max(0, nowMs - waitingSinceMs) >= ms;
}
