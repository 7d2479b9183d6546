import type { Interval } from "../types.ts";
import { hasEnded, isFirstSince, isOver, type Standing } from "./standing.ts";
import { FIRST_CLAIM } from "./unrecorded.ts";

/**
 * The times in which nobody was to be connected: before the stream was begun, and from its end to its next begin. After the last record that
 * holds as far as none is missing.
 */
export function idleTimes(byClaim: readonly Standing[]): Interval[] {
  const times: Interval[] = [];
  const first = byClaim[0];
  if (first !== undefined && first.record.epoch <= FIRST_CLAIM) {
    times.push({ fromMs: Number.NEGATIVE_INFINITY, untilMs: first.record.claimedAtMs });
  }
  for (const standing of byClaim) {
    const { epoch, endedAtMs } = standing.record;
    if (endedAtMs === undefined) continue;
    if (hasEnded(standing)) {
      times.push({ fromMs: endedAtMs, untilMs: endedAgainAtMs(standing, byClaim) });
    }
    if (!isOver(standing) || wasSucceeded(standing, byClaim)) continue;
    const next = byClaim.find((other) => other !== standing && other.record.claimedAtMs >= endedAtMs);
    if (next !== undefined && epoch > 0 && !isFirstSince(standing, next)) continue;
    times.push({ fromMs: endedAtMs, untilMs: next?.record.claimedAtMs ?? Number.POSITIVE_INFINITY });
  }
  return times;
}

/**
 * When the last connection was over to which the source said once more that there is nothing: its branch had claimed before the lease knew
 * of the end. One that received something new shows that the end was none.
 */
function endedAgainAtMs(first: Standing, standings: readonly Standing[]): number {
  let lastMs = first.record.endedAtMs ?? 0;
  for (let { epoch } = first.record; epoch > 0; ) {
    epoch += 1;
    const [next, ...others] = standings.filter(({ record }) => record.epoch === epoch);
    if (next === undefined || others.length > 0 || !isWithoutStream(next)) break;
    if (hasEnded(next)) lastMs = next.record.endedAtMs ?? lastMs;
  }
  return lastMs;
}

/** Whether a connection, by its own word, found no stream: it was never up, or heard of the end before anything that was not stored yet. */
function isWithoutStream(standing: Standing): boolean {
  const { connectedAtMs, counts } = standing.record;
  const hasNews = counts.stored > 0 || counts.deadLettered > 0;
  return standing.isClosed && (connectedAtMs === undefined || (hasEnded(standing) && !hasNews));
}

/** What the source says to a connection that has lost the stream is no verdict on the stream. */
function wasSucceeded({ record }: Standing, standings: readonly Standing[]): boolean {
  if (record.supersededAtMs !== undefined) return true;
  return standings.some(
    ({ record: other }) => other.epoch > record.epoch && other.claimedAtMs < (record.endedAtMs ?? 0),
  );
}
