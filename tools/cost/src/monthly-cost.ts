import { ASSUMPTIONS, FLEETS } from "./assumptions.ts";
import { fargateCost } from "./designs/fargate.ts";
import { fleetCost } from "./designs/fleet.ts";
import { relayCost } from "./designs/relay.ts";
import { staggeredCost } from "./designs/staggered.ts";
import { MONTH_SECONDS, type MonthlyCost, writesCost } from "./pricing.ts";

/** What a stream is like. */
export interface StreamLoad {
  readonly eventsPerSecond: number;
  /** Of an item in the table, key and attributes included. */
  readonly itemBytes: number;
}

export type DesignName = "relay" | "fleet128" | "fleet256" | "staggered" | "fargate";

/** Dollars a month for writing the events: one write unit per started KB, put by put or in batches alike. */
export function eventWriteCost({ eventsPerSecond, itemBytes }: StreamLoad): number {
  const units = Math.ceil(itemBytes / ASSUMPTIONS.writeUnitBytes);
  return writesCost(eventsPerSecond * MONTH_SECONDS * units);
}

/** The designs side by side for so many streams, without the events' writes, which are the same for all of them. */
export function monthlyCosts(streams: number): Record<DesignName, MonthlyCost> {
  return {
    relay: relayCost(streams),
    fleet128: fleetCost(streams, FLEETS.fleet128),
    fleet256: fleetCost(streams, FLEETS.fleet256),
    staggered: staggeredCost(streams),
    fargate: fargateCost(streams),
  };
}
