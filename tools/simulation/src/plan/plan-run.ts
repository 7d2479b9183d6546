import { createRandom, type Random } from "../prng.ts";
import { CALM_LAMBDA, MANY_FAULTS, NO_FAULTS, planLambda, SOME_FAULTS } from "./plan-parts.ts";
import type { Accident, AccidentKind, RelayPlan, RunPlan, SourcePlan } from "./run-plan.ts";

const MINUTE_MS = 60_000;

/** How often which accident happens, relative to the others. */
const ACCIDENT_WEIGHTS: readonly (readonly [AccidentKind, number])[] = [
  ["drop", 6],
  ["close", 4],
  ["stall", 3],
  ["unauthorized", 1],
  ["outage", 3],
  ["slow-connects", 2],
  ["kill", 8],
  ["zombie", 4],
  ["throttle", 2],
  ["table-trouble", 3],
  ["abort", 1],
];

const LONGEST_MS: Partial<Record<AccidentKind, number>> = {
  outage: 20_000,
  "slow-connects": 30_000,
  zombie: 30_000,
  throttle: 20_000,
  "table-trouble": 20_000,
};

/** Between no accidents at all and one every quarter of a minute. */
const ACCIDENT_INTERVALS_MS = [
  Number.POSITIVE_INFINITY,
  5 * MINUTE_MS,
  2 * MINUTE_MS,
  MINUTE_MS,
  MINUTE_MS / 4,
];

/** Of a time in which every connection fails. */
const FAILING_CHANCE = 0.15;
const LONGEST_FAILING_MS = 5 * MINUTE_MS;

/** Decides by the seed what kind of stream a run has, and what goes wrong in it. */
export function planRun(seed: number): RunPlan {
  const random = createRandom(seed).fork("plan");
  const relay = planRelay(random);
  const lengthMs = random.integer(10, 30) * MINUTE_MS * (relay.lifetimeSeconds > 300 ? 4 : 1);
  const isEndless = random.chance(0.5);
  const source = planSource(random, relay, lengthMs, isEndless);
  const calm = random.chance(0.25);
  return {
    seed,
    streamId: `stream-${seed}`,
    source,
    relay,
    lambda: calm ? CALM_LAMBDA : planLambda(random),
    table: calm ? NO_FAULTS : SOME_FAULTS,
    tableInTrouble: MANY_FAULTS,
    accidents: [...planAccidents(random, lengthMs), ...planFailing(seed, lengthMs)],
    revokedAtMs: random.chance(0.05) ? random.integer(MINUTE_MS, lengthMs) : undefined,
    stopAtMs: isEndless ? lengthMs : undefined,
    secondStartAtMs: random.chance(0.5) ? random.integer(10_000, lengthMs - MINUTE_MS) : undefined,
    limitMs: lengthMs * 2 + relay.lifetimeSeconds * 4_000 + 30 * MINUTE_MS,
  };
}

function planRelay(random: Random): RelayPlan {
  const lifetimeSeconds = random.pick([40, 45, 60, 60, 90, 120, 300, 900]);
  return {
    lifetimeSeconds,
    handoverLeadSeconds: random.integer(10, Math.min(20, lifetimeSeconds / 3)),
    maxTurns: random.pick([2, 3, 5, 12, 40]),
    idleTimeoutMs: random.pick([8_000, 15_000]),
    maxReconnectDelayMs: random.pick([2_000, 5_000, 10_000]),
  };
}

function planSource(random: Random, relay: RelayPlan, lengthMs: number, isEndless: boolean): SourcePlan {
  const eventIntervalMs = random.pick([500, 1_000, 2_000, 5_000]) * (relay.lifetimeSeconds > 300 ? 4 : 1);
  const format = random.pick(["sse", "ndjson"] as const);
  return {
    mode: random.pick(["exclusive", "exclusive", "shared", "shared", "single"] as const),
    format,
    canResume: random.chance(0.6),
    eventIntervalMs,
    heartbeatIntervalMs: 3_000,
    eventCount: isEndless ? undefined : Math.floor(lengthMs / eventIntervalMs),
    endSaidBy: random.pick(["frame", "status"] as const),
    retainedEvents: random.chance(0.1) ? 20 : Number.MAX_SAFE_INTEGER,
    retryMs: format === "sse" && random.chance(0.2) ? random.integer(100, 1_500) : 0,
    latencyMs: random.integer(5, 120),
  };
}

function planAccidents(random: Random, lengthMs: number): Accident[] {
  const intervalMs = random.pick(ACCIDENT_INTERVALS_MS);
  const accidents: Accident[] = [];
  for (let atMs = random.exponential(intervalMs); atMs < lengthMs; atMs += random.exponential(intervalMs)) {
    const kind = weighted(random);
    const longestMs = LONGEST_MS[kind];
    const durationMs = longestMs === undefined ? 0 : random.integer(500, longestMs);
    accidents.push({ atMs: Math.floor(atMs), kind, durationMs });
  }
  return accidents;
}

/** Drawn apart, so that nothing else of the plan depends on it. */
function planFailing(seed: number, lengthMs: number): Accident[] {
  const random = createRandom(seed).fork("failing");
  if (!random.chance(FAILING_CHANCE)) return [];
  const durationMs = random.integer(20_000, LONGEST_FAILING_MS);
  return [{ atMs: random.integer(MINUTE_MS, lengthMs - MINUTE_MS), kind: "failing", durationMs }];
}

function weighted(random: Random): AccidentKind {
  const total = ACCIDENT_WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.next() * total;
  for (const [kind, weight] of ACCIDENT_WEIGHTS) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "drop";
}
