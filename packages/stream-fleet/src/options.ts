import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { carrierId, isFleetName } from "@unbounded-streams/stream-lease/carrier-id";
import { InvalidOptionsError } from "./errors.ts";
import { DEFAULT_ROUND_MS, DEFAULT_TAKES_AT_ONCE, MAX_CAPACITY, MAX_CARRIERS } from "./limits.ts";
import { type CarrierPace, carrierPace } from "./pace.ts";
import type { RunCarrierOptions } from "./types.ts";

/** The options with every default in place, and the carrier's id. */
export interface CarrierOptions extends RunCarrierOptions {
  readonly carrier: string;
  readonly takesAtOnce: number;
  readonly roundMs: number;
  readonly pace: CarrierPace;
}

const RUN_CARRIER_OPTIONS: OptionNames<RunCarrierOptions> = {
  store: true,
  fleet: true,
  number: true,
  turn: true,
  budget: true,
  capacity: true,
  maxCarriers: true,
  takesAtOnce: true,
  roundMs: true,
  startSeat: true,
  startCarrier: true,
  load: true,
  log: true,
  onMetrics: true,
  signal: true,
  system: true,
};

const MOMENTS = ["handoverAtMs", "stopAtMs", "deadlineMs", "expiresAtMs"] as const;

/** @throws {InvalidOptionsError} with one sentence for each option that is wrong */
export function resolveOptions(options: RunCarrierOptions): CarrierOptions {
  const { fleet, number, capacity, maxCarriers, budget } = options;
  const { takesAtOnce = DEFAULT_TAKES_AT_ONCE, roundMs = DEFAULT_ROUND_MS } = options;
  const issues = [
    ...unknownOptions(options, RUN_CARRIER_OPTIONS),
    ...(isFleetName(fleet)
      ? []
      : [`fleet is ${JSON.stringify(fleet)}: give 1 to 32 letters, digits or hyphens`]),
    ...whole("number", number, MAX_CARRIERS),
    ...whole("capacity", capacity, MAX_CAPACITY),
    ...whole("maxCarriers", maxCarriers, MAX_CARRIERS),
    ...whole("takesAtOnce", takesAtOnce, MAX_CAPACITY),
    ...whole("roundMs", roundMs, budget.deadlineMs),
    ...MOMENTS.filter((moment) => !Number.isSafeInteger(budget[moment])).map(
      (moment) => `budget.${moment} is ${budget[moment]}: give whole epoch milliseconds`,
    ),
  ];
  if (issues.length > 0) throw new InvalidOptionsError("runCarrier", issues);
  const pace = carrierPace(budget, options.system.now());
  return { ...options, takesAtOnce, roundMs, pace, carrier: carrierId(fleet, number) };
}

function whole(name: string, value: number, most: number): string[] {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return [];
  return [`${name} is ${value}: give a whole number, 1 to ${most}`];
}
