import type { Interval } from "../types.ts";
import { heldUntilMs, isFirstSince, isOver, type Standing } from "./standing.ts";

/** The epoch of a stream's first claim: its begin has the first one. */
export const FIRST_CLAIM = 2;

/** No function of Lambda lives longer, in milliseconds. */
const MAX_FUNCTION_MS = 900_000;

/**
 * The times in which connections may have been up that have no record. Each claim raises the epoch by one, and so does each
 * begin, so one that is missing between two others shows; without leases nothing shows it. Nothing shows that none came after
 * the last one, however that came out: another may have claimed before the lease knew.
 */
export function unrecordedTimes(byClaim: readonly Standing[]): Interval[] {
  return [...skippedTimes(byClaim), ...timesAfterLast(byClaim)];
}

function timesAfterLast(byClaim: readonly Standing[]): Interval[] {
  const last = byClaim.at(-1);
  if (last === undefined) return [ALWAYS];
  if (last.record.epoch === 0 && isOver(last)) return [];
  return [{ ...ALWAYS, fromMs: heldUntilMs(last) }];
}

const ALWAYS: Interval = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };

function skippedTimes(byClaim: readonly Standing[]): Interval[] {
  const numbered = byClaim.filter(({ record }) => record.epoch > 0);
  const lifeMs = longestLifeMs(byClaim);
  return numbered.flatMap((standing, index) => {
    const before = numbered[index - 1];
    if (isNextAfter(before, standing)) return [];
    const fromMs = before === undefined ? Number.NEGATIVE_INFINITY : heldUntilMs(before);
    return [{ fromMs, untilMs: standing.record.claimedAtMs + lifeMs }];
  });
}

/** Whether no connection can have claimed between the two. */
function isNextAfter(before: Standing | undefined, standing: Standing): boolean {
  const { epoch } = standing.record;
  if (before === undefined) return epoch <= FIRST_CLAIM;
  return epoch === before.record.epoch + 1 || isFirstSince(before, standing);
}

/** How long a connection can have lived that has no record: one that is on record, or any function of Lambda. */
function longestLifeMs(standings: readonly Standing[]): number {
  const lives = standings.flatMap(({ record: { claimedAtMs, deadlineMs } }) =>
    deadlineMs === undefined ? [] : deadlineMs - claimedAtMs,
  );
  return lives.length === 0 ? Number.POSITIVE_INFINITY : Math.max(MAX_FUNCTION_MS, ...lives);
}
