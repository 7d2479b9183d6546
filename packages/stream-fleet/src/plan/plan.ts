import { EMPTY_BEFORE_REST_MS } from "../limits.ts";
import type { FleetAction, FleetView } from "../types.ts";
import { nextCarrier } from "./growth.ts";
import { offers, withdrawals } from "./offers.ts";
import { isEmpty } from "./stance.ts";
import { takes } from "./takes.ts";

/**
 * What a carrier is to do, in this order. Pure: the same view gives the same plan, and `nextStance` gives what the next view needs of this
 * one. No plan takes more seats than `takesAtOnce` leaves, or than the capacity.
 */
export function plan(view: FleetView): FleetAction[] {
  const start = nextCarrier(view);
  const actions: FleetAction[] = [
    ...deadCarriers(view).map((carrier) => ({ do: "repair", carrier }) as const),
    ...withdrawals(view).map((streamId) => ({ do: "withdraw", streamId }) as const),
    ...offers(view).map((streamId) => ({ do: "offer", streamId }) as const),
    ...takes(view).map((streamId) => ({ do: "take", streamId }) as const),
    ...(start === undefined ? [] : [{ do: "start", carrier: start } as const]),
  ];
  return actions.length === 0 && mayRest(view) ? [{ do: "rest" }] : actions;
}

function deadCarriers({ peers }: FleetView): number[] {
  return peers.filter(({ isAlive }) => !isAlive).map(({ number }) => number);
}

/** A carrier that has handed its seats over rests at once. */
function mayRest(view: FleetView): boolean {
  const { nowMs, me, limits } = view;
  if (me.isOver || !isEmpty(view)) return false;
  const { emptyBeforeRestMs = EMPTY_BEFORE_REST_MS } = limits;
  const hasBeenEmpty = me.emptySinceMs !== undefined && nowMs - me.emptySinceMs >= emptyBeforeRestMs;
  return me.isDraining || hasBeenEmpty;
}
