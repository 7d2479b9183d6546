import { FLEETS } from "./assumptions.ts";
import { type BillSettings, DEFAULT_SETTINGS } from "./bill-settings.ts";
import { fargateCost } from "./designs/fargate.ts";
import { fleetCost } from "./designs/fleet.ts";
import { relayCost } from "./designs/relay.ts";
import { staggeredCost } from "./designs/staggered.ts";
import type { MonthlyCost } from "./pricing.ts";

export type DesignName = "relay" | "fleet128" | "fleet256" | "staggered" | "fargate";

/** The designs side by side for so many streams, without the events' writes, which are the same for all of them. */
export function monthlyCosts(
  streams: number,
  settings: BillSettings = DEFAULT_SETTINGS,
): Record<DesignName, MonthlyCost> {
  return {
    relay: relayCost(streams, settings),
    fleet128: fleetCost(streams, FLEETS.fleet128, settings),
    fleet256: fleetCost(streams, FLEETS.fleet256, settings),
    staggered: staggeredCost(streams, settings),
    fargate: fargateCost(streams),
  };
}
