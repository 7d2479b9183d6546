import { ASSUMPTIONS } from "./assumptions.ts";
import { MONTH_SECONDS, writesCost } from "./pricing.ts";
import measured from "./write-units.json" with { type: "json" };

/** What a stream is like. */
export interface StreamLoad {
  readonly eventsPerSecond: number;
  /** Of an item in the table, key and attributes included. */
  readonly itemBytes: number;
}

/** For how long events are packed, as tables show it, in milliseconds. */
export const PACK_DELAYS_MS = [1_000, 5_000] as const;

/** Dollars a month for writing the events: one write unit per started KB, put by put or in batches alike. */
export function eventWriteCost({ eventsPerSecond, itemBytes }: StreamLoad): number {
  const units = Math.ceil(itemBytes / ASSUMPTIONS.writeUnitBytes);
  return writesCost(eventsPerSecond * MONTH_SECONDS * units);
}

/**
 * The same for packed events, at most, if they compress as the recorded ones do: as many fill a segment as come within
 * `packDelayMs`, and each segment takes at least one unit.
 */
export function packedWriteCost({ eventsPerSecond, itemBytes }: StreamLoad, packDelayMs: number): number {
  const together = Math.max((eventsPerSecond * packDelayMs) / 1_000, 1);
  const ofBytes = packedUnits(together) * (itemBytes / measured.eventBytes);
  return writesCost(eventsPerSecond * MONTH_SECONDS * Math.max(ofBytes, 1 / together));
}

/** Dollars a month for the recorded events, of which so many come a second, by the way in which they are written. */
export function recordedWriteCosts(eventsPerSecond: number): Record<"single" | "compressed", number> & {
  readonly packed: readonly number[];
} {
  const cost = (unitsPerEvent: number) => writesCost(eventsPerSecond * MONTH_SECONDS * unitsPerEvent);
  const load = { eventsPerSecond, itemBytes: measured.eventBytes };
  return {
    single: cost(measured.single),
    compressed: cost(measured.compressed),
    packed: PACK_DELAYS_MS.map((delayMs) => packedWriteCost(load, delayMs)),
  };
}

/** Write units of an event in a segment of so many: as measured for the next smaller number. */
function packedUnits(together: number): number {
  return measured.packed.findLast(({ events }) => events <= together)?.units ?? 1;
}
