import { SHED_ABOVE, TAKE_UP_TO } from "../limits.ts";
import type { CarrierLoad } from "../types.ts";

/** Whether a carrier has so much to do that it takes no stream. */
export function isLoaded(load: CarrierLoad): boolean {
  return exceeds(load, TAKE_UP_TO);
}

/** Whether it has so much to do that it must be rid of some. */
export function isOverloaded(load: CarrierLoad): boolean {
  return exceeds(load, SHED_ABOVE);
}

/** What cannot be compared is no reason to take anything. */
function exceeds(load: CarrierLoad, most: CarrierLoad): boolean {
  return !(load.utilization <= most.utilization && load.memory <= most.memory);
}
