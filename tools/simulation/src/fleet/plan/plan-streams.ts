import type { Random } from "../../prng.ts";
import type { StreamPlan } from "./fleet-plan.ts";

const MINUTE_MS = 60_000;

/** What a loud stream sends: a thousand times the events of the quietest. */
const LOUD = { eventIntervalMs: 50, fillBytes: 1_000 };

/** Sizes of the events of other streams: one that is smaller than all others always finds a place. */
const FILLS_BYTES = [0, 2_000, 6_000];

/** Mean times between the events of other streams. */
const INTERVALS_MS = [1_000, 2_000, 5_000, 10_000, 50_000];

/** Longest life of a loud stream: each event costs real time. */
const LONGEST_LOUD_MS = 2 * MINUTE_MS;

const LOUD_CHANCE = 0.7;

/** Of a stream that begins when all others are over. */
const LAST_CHANCE = 0.5;

/** How long after that: a carrier may be about to rest. */
const LAST_AFTER_MS = 50_000;

/** Streams that come and go within the length of the run: some at once, some one after the other. */
export function planStreams(random: Random, count: number, lengthMs: number): StreamPlan[] {
  const loud = random.chance(LOUD_CHANCE) ? random.integer(0, count - 1) : -1;
  const last = random.chance(LAST_CHANCE) ? count - 1 : -1;
  return Array.from({ length: count }, (_, index) => {
    const stream = planStream(random, index, lengthMs, index === loud);
    if (index !== last) return stream;
    return { ...stream, startAtMs: random.integer(0, LAST_AFTER_MS), startsLast: true };
  });
}

function planStream(random: Random, index: number, lengthMs: number, isLoud: boolean): StreamPlan {
  const startAtMs = random.chance(0.4)
    ? random.integer(0, 2_000)
    : random.integer(0, lengthMs - 2 * MINUTE_MS);
  const longestMs = Math.min(isLoud ? LONGEST_LOUD_MS : lengthMs, lengthMs - startAtMs);
  const livesMs = random.chance(0.3) ? longestMs : random.integer(MINUTE_MS, longestMs);
  const { eventIntervalMs, fillBytes } = isLoud
    ? LOUD
    : { eventIntervalMs: random.pick(INTERVALS_MS), fillBytes: random.pick(FILLS_BYTES) };
  const isStopped = random.chance(0.5);
  return {
    streamId: `stream-${index + 1}`,
    startAtMs,
    startsLast: false,
    stopAfterMs: isStopped ? livesMs : undefined,
    revokedAfterMs: random.chance(0.03) ? random.integer(10_000, livesMs) : undefined,
    secondStartAfterMs: random.chance(0.2) ? random.integer(0, livesMs) : undefined,
    eventIntervalMs,
    eventCount: isStopped ? undefined : Math.max(1, Math.floor(livesMs / eventIntervalMs)),
    fillBytes,
    slowWrites: isLoud ? { afterMs: random.integer(10_000, 40_000), durationMs: MINUTE_MS } : undefined,
  };
}
