import { CALM_LAMBDA, MANY_FAULTS, NO_FAULTS, planLambda, SOME_FAULTS } from "../../plan/plan-parts.ts";
import type { RelayPlan, SourcePlan } from "../../plan/run-plan.ts";
import { createRandom, type Random } from "../../prng.ts";
import type { CarriersPlan, FleetPlan, IndexPlan } from "./fleet-plan.ts";
import { planFleetAccidents } from "./plan-accidents.ts";
import { planStreams } from "./plan-streams.ts";

const MINUTE_MS = 60_000;

/** Decides by the seed what kind of fleet a run has, and what goes wrong in it. */
export function planFleet(seed: number): FleetPlan {
  const random = createRandom(seed).fork("fleet plan");
  const lengthMs = random.integer(8, 16) * MINUTE_MS;
  const relay = planCarrier(random);
  const capacity = random.integer(3, 8);
  const streamCount = random.integer(4, Math.min(20, capacity * 4));
  const calm = random.chance(0.25);
  return {
    seed,
    carriers: planCarriers(random, capacity, streamCount),
    streams: planStreams(random, streamCount, lengthMs),
    source: planSource(random),
    relay,
    lambda: calm ? CALM_LAMBDA : planLambda(random),
    table: calm ? NO_FAULTS : SOME_FAULTS,
    tableInTrouble: MANY_FAULTS,
    index: planIndex(random),
    wake: { lateChance: 0.2, latestMs: 4 * MINUTE_MS },
    accidents: planFleetAccidents(random, lengthMs),
    limitMs: lengthMs * 2 + relay.lifetimeSeconds * 4_000 + 30 * MINUTE_MS,
  };
}

function planCarrier(random: Random): RelayPlan {
  const lifetimeSeconds = random.pick([30, 45, 60, 60, 90, 120]);
  return {
    lifetimeSeconds,
    handoverLeadSeconds: random.integer(10, Math.min(25, lifetimeSeconds / 2)),
    maxTurns: random.pick([2, 3, 5, 12, 40]),
    idleTimeoutMs: random.pick([8_000, 15_000]),
    maxReconnectDelayMs: random.pick([2_000, 5_000]),
  };
}

/** One carrier more than are needed when all streams run at once, now and then one less. */
function planCarriers(random: Random, capacity: number, streamCount: number): CarriersPlan {
  const needed = Math.ceil(streamCount / capacity);
  return {
    capacity,
    maxCarriers: Math.max(1, needed + random.pick([-1, 1, 1, 1, 2])),
    sharedBytes: random.pick([12, 16, 24]) * 1024,
    eventsPerSecond: random.pick([20, 60, 200]),
  };
}

/** All streams of a fleet are of one kind: one function is configured for them. */
function planSource(random: Random): SourcePlan {
  return {
    mode: random.pick(["exclusive", "exclusive", "shared", "shared", "single"] as const),
    format: random.pick(["sse", "ndjson"] as const),
    canResume: random.chance(0.6),
    eventIntervalMs: 10_000,
    heartbeatIntervalMs: 3_000,
    eventCount: undefined,
    endSaidBy: random.pick(["frame", "status"] as const),
    retainedEvents: Number.MAX_SAFE_INTEGER,
    retryMs: 0,
    latencyMs: random.integer(5, 120),
    fillBytes: 0,
  };
}

function planIndex(random: Random): IndexPlan {
  return { usualMs: random.integer(10, 200), longestMs: 3_000, lateChance: random.pick([0, 0.05, 0.3, 1]) };
}
