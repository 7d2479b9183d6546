import type { Interval } from "../types.ts";
import { isOver, type Standing } from "./standing.ts";

/** The times of which nobody can say anything yet. */
export function pendingTimes(byClaim: readonly Standing[]): Interval[] {
  return [...openTimes(byClaim), ...byClaim.flatMap((standing, at) => untoldRest(byClaim[at - 1], standing))];
}

/** A connection is up, or was killed and nobody has noticed. */
function openTimes(standings: readonly Standing[]): Interval[] {
  return standings
    .filter(({ record }) => record.endedAtMs === undefined)
    .filter(({ record }) => !standings.some((other) => hasTakenOver(other, record.epoch)))
    .flatMap(({ possible }) => possible);
}

/** Whether a stream was begun again after it was over, the connection after that says at its end. */
function untoldRest(before: Standing | undefined, { record }: Standing): Interval[] {
  if (before?.record.endedAtMs === undefined || !isOver(before)) return [];
  if (record.endedAtMs !== undefined || record.epoch !== before.record.epoch + 2) return [];
  return [{ fromMs: before.record.endedAtMs, untilMs: record.claimedAtMs }];
}

function hasTakenOver({ record }: Standing, epoch: number): boolean {
  return epoch > 0 && record.epoch > epoch && record.connectedAtMs !== undefined;
}
