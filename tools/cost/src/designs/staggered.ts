import { STAGGERED } from "../assumptions.ts";
import type { BillSettings } from "../bill-settings.ts";
import {
  lambdaCost,
  MONTH_SECONDS,
  type MonthlyCost,
  requestsCost,
  summed,
  transitionsCost,
} from "../pricing.ts";

const FUNCTIONS_PER_STREAM = 2;

/** The article's two functions for each stream, all the time; no lease, and no metrics of their own. */
export function staggeredCost(
  streams: number,
  { lifetimeSeconds }: Pick<BillSettings, "lifetimeSeconds">,
): MonthlyCost {
  const functionSeconds = streams * FUNCTIONS_PER_STREAM * MONTH_SECONDS;
  const connections = functionSeconds / lifetimeSeconds;
  return summed({
    compute: lambdaCost(STAGGERED.memoryMb, functionSeconds),
    requests: requestsCost(connections),
    transitions: transitionsCost(connections * STAGGERED.transitionsPerConnection),
  });
}
