import type { Interval } from "../types.ts";
import { hasEnded, isOver, type Standing } from "./standing.ts";

/** The epoch of a stream's first claim: its begin has the first one. */
const FIRST_CLAIM = 2;

/**
 * The times in which connections may have been up that have no record. Each claim raises the epoch by one, and so does each
 * begin, so one that is missing between two others shows; without leases nothing shows it. Nothing shows that none came after
 * the last one.
 */
export function unrecordedTimes(standings: readonly Standing[]): Interval[] {
  return [...skippedTimes(standings), ...timesAfterLast(standings)];
}

function timesAfterLast(standings: readonly Standing[]): Interval[] {
  const last = standings.toSorted((a, b) => a.record.claimedAtMs - b.record.claimedAtMs).at(-1);
  if (last !== undefined && isOver(last)) return [];
  const fromMs = last?.record.claimedAtMs ?? Number.NEGATIVE_INFINITY;
  return [{ fromMs, untilMs: Number.POSITIVE_INFINITY }];
}

function skippedTimes(standings: readonly Standing[]): Interval[] {
  const numbered = standings
    .filter(({ record }) => record.epoch > 0)
    .toSorted((a, b) => a.record.epoch - b.record.epoch);
  const times: Interval[] = [];
  let before: Standing | undefined;
  for (const standing of numbered) {
    const { epoch } = standing.record;
    // The epoch between the end of a stream and the first claim after it is that of its new begin.
    const next = before === undefined ? FIRST_CLAIM : before.record.epoch + (isOver(before) ? 2 : 1);
    if (epoch > next) {
      times.push({
        fromMs: before?.record.claimedAtMs ?? Number.NEGATIVE_INFINITY,
        untilMs: standing.record.deadlineMs ?? Number.POSITIVE_INFINITY,
      });
    }
    before = standing;
  }
  return times;
}

/** The times in which nobody was to be connected: before the stream was begun, and from its end to its next begin. */
export function idleTimes(standings: readonly Standing[]): Interval[] {
  const times: Interval[] = [];
  const byClaim = standings.toSorted((a, b) => a.record.claimedAtMs - b.record.claimedAtMs);
  const first = byClaim[0];
  if (first !== undefined && first.record.epoch <= FIRST_CLAIM) {
    times.push({ fromMs: Number.NEGATIVE_INFINITY, untilMs: first.record.claimedAtMs });
  }
  for (const standing of byClaim) {
    const { epoch, endedAtMs } = standing.record;
    if (endedAtMs !== undefined && hasEnded(standing)) {
      times.push({ fromMs: endedAtMs, untilMs: endedAgainAtMs(standing, standings) });
    }
    if (endedAtMs === undefined || !isOver(standing) || wasSucceeded(standing, byClaim)) continue;
    const next = byClaim.find(({ record }) => record.claimedAtMs >= endedAtMs);
    if (next !== undefined && epoch > 0 && next.record.epoch < epoch + 2) continue;
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

/** The times of which nobody can say anything yet: a connection is up, or was killed and nobody has noticed. */
export function pendingTimes(standings: readonly Standing[]): Interval[] {
  return standings
    .filter(({ record }) => record.endedAtMs === undefined)
    .filter(({ record }) => !standings.some((other) => hasTakenOver(other, record.epoch)))
    .flatMap(({ possible }) => possible);
}

/** What the source says to a connection that has lost the stream is no verdict on the stream. */
function wasSucceeded({ record }: Standing, standings: readonly Standing[]): boolean {
  return standings.some(
    ({ record: other }) => other.epoch > record.epoch && other.claimedAtMs < (record.endedAtMs ?? 0),
  );
}

function hasTakenOver({ record }: Standing, epoch: number): boolean {
  return epoch > 0 && record.epoch > epoch && record.connectedAtMs !== undefined;
}
