import { type ByteBudget, type ByteBudgetOptions, createByteBudget } from "@unbounded-streams/event-sink";
import type { RunCarrierOptions } from "@unbounded-streams/stream-fleet";
import { isCarrierId } from "@unbounded-streams/stream-lease";
import { NO_PLANT, PLANTS, type Plant } from "../plants.ts";
import { exhaustibleBudget } from "./exhaustible-budget.ts";

/** A bug that is built into a fleet on purpose, to see that it is found. */
export interface FleetPlant extends Plant {
  readonly carrier: (options: RunCarrierOptions) => RunCarrierOptions;
  readonly budget: (options: ByteBudgetOptions) => ByteBudget;
}

export const NO_FLEET_PLANT: FleetPlant = {
  ...NO_PLANT,
  carrier: (options) => options,
  budget: createByteBudget,
};

export const FLEET_PLANTS = {
  /** A stream is claimed whatever its epoch is by then. */
  "seat-without-cas": {
    ...NO_FLEET_PLANT,
    condition: (condition, streamId) =>
      isCarrierId(streamId) ? condition : condition.replace("#epoch = :expectedEpoch", "#epoch = #epoch"),
  },
  /** A carrier whose last seat has gone does not see the streams that wait, and rests. */
  "rest-while-waiting": { ...NO_FLEET_PLANT, carrier: blindWithoutSeats },
  /** A seat puts nothing of the times on record at which it was down. */
  "silent-breaks": { ...NO_FLEET_PLANT, connection: PLANTS["silent-breaks"].connection },
  /** Bytes on their way are for whoever asks first. */
  "shared-bound-exhaustible": { ...NO_FLEET_PLANT, budget: exhaustibleBudget },
} as const satisfies Record<string, FleetPlant>;

export type FleetPlantName = keyof typeof FLEET_PLANTS;

export function isFleetPlantName(text: string): text is FleetPlantName {
  return Object.hasOwn(FLEET_PLANTS, text);
}

function blindWithoutSeats(options: RunCarrierOptions): RunCarrierOptions {
  const { store, startSeat } = options;
  let started = 0;
  let over = 0;
  const isBlind = () => started > 0 && started === over;
  return {
    ...options,
    startSeat(assignment) {
      const seat = startSeat(assignment);
      started += 1;
      void seat.over.then(() => {
        over += 1;
      });
      return seat;
    },
    store: {
      ...store,
      waiting: (fleet, how) => unless(isBlind, store.waiting(fleet, how)),
      list: (how) => unless(isBlind, store.list(how)),
    },
  };
}

async function* unless<Entry>(isBlind: () => boolean, entries: AsyncIterable<Entry>): AsyncIterable<Entry> {
  if (!isBlind()) yield* entries;
}
