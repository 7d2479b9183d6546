import type { Random } from "../../prng.ts";
import type { FleetAccident, FleetAccidentKind } from "./fleet-plan.ts";

const MINUTE_MS = 60_000;

/** How often which accident happens, relative to the others. */
const WEIGHTS: readonly (readonly [FleetAccidentKind, number])[] = [
  ["drop", 5],
  ["close", 3],
  ["stall", 2],
  ["outage", 2],
  ["slow-connects", 2],
  ["kill", 7],
  ["zombie", 4],
  ["freeze", 4],
  ["throttle", 2],
  ["table-trouble", 3],
  ["abort", 2],
  ["second-carrier", 1],
];

const LONGEST_MS: Partial<Record<FleetAccidentKind, number>> = {
  outage: 20_000,
  "slow-connects": 20_000,
  zombie: 30_000,
  freeze: 20_000,
  throttle: 20_000,
  "table-trouble": 20_000,
};

/** Between no accidents at all and one every quarter of a minute. */
const INTERVALS_MS = [
  Number.POSITIVE_INFINITY,
  5 * MINUTE_MS,
  2 * MINUTE_MS,
  2 * MINUTE_MS,
  MINUTE_MS,
  MINUTE_MS / 4,
];

export function planFleetAccidents(random: Random, lengthMs: number): FleetAccident[] {
  const intervalMs = random.pick(INTERVALS_MS);
  const accidents: FleetAccident[] = [];
  for (let atMs = random.exponential(intervalMs); atMs < lengthMs; atMs += random.exponential(intervalMs)) {
    const kind = weighted(random);
    const longestMs = LONGEST_MS[kind];
    const durationMs = longestMs === undefined ? 0 : random.integer(500, longestMs);
    accidents.push({ atMs: Math.floor(atMs), kind, durationMs });
  }
  return accidents;
}

function weighted(random: Random): FleetAccidentKind {
  const total = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.next() * total;
  for (const [kind, weight] of WEIGHTS) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "drop";
}
