import type { Random } from "../../prng.ts";
import type { StreamPlan } from "./fleet-plan.ts";

const MINUTE_MS = 60_000;

/** What a loud stream sends: a thousand times what the quietest does. */
const LOUD = { eventIntervalMs: 50, fillBytes: 2_000 };

/** Mean times between the events of other streams. */
const INTERVALS_MS = [1_000, 2_000, 5_000, 10_000, 50_000];

/** Longest time for which a stream is loud: each event costs real time. */
const LONGEST_LOUD_MS = 3 * MINUTE_MS;

const LOUD_CHANCE = 0.6;

/** Streams that come and go within the length of the run: some at once, some one after the other. */
export function planStreams(random: Random, count: number, lengthMs: number): StreamPlan[] {
  const loud = random.chance(LOUD_CHANCE) ? random.integer(0, count - 1) : -1;
  return Array.from({ length: count }, (_, index) => planStream(random, index, lengthMs, index === loud));
}

function planStream(random: Random, index: number, lengthMs: number, isLoud: boolean): StreamPlan {
  const startAtMs = random.chance(0.4) ? random.integer(0, 2_000) : random.integer(0, lengthMs - 2 * MINUTE_MS);
  const longestMs = isLoud ? Math.min(LONGEST_LOUD_MS, lengthMs - startAtMs) : lengthMs - startAtMs;
  const livesMs = random.chance(0.3) ? longestMs : random.integer(MINUTE_MS, longestMs);
  const { eventIntervalMs, fillBytes } = isLoud
    ? LOUD
    : { eventIntervalMs: random.pick(INTERVALS_MS), fillBytes: 0 };
  const isStopped = random.chance(0.5);
  return {
    streamId: `stream-${index + 1}`,
    startAtMs,
    stopAtMs: isStopped ? startAtMs + livesMs : undefined,
    revokedAtMs: random.chance(0.03) ? startAtMs + random.integer(10_000, livesMs) : undefined,
    secondStartAtMs: random.chance(0.2) ? startAtMs + random.integer(0, livesMs) : undefined,
    eventIntervalMs,
    eventCount: isStopped ? undefined : Math.max(1, Math.floor(livesMs / eventIntervalMs)),
    fillBytes,
  };
}
