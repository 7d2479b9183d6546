import type fc from "fast-check";
import { type Span, union } from "../../../src/intervals.ts";
import type { ConnectionRecord, Interval } from "../../../src/types.ts";
import { T0 } from "../records.ts";
import { anyGoodRuns, anyRuns, type DrawnRun } from "./draws.ts";
import { recordOfLived } from "./record-of-lived.ts";
import { type Lived, type LivedRun, liveRun } from "./run.ts";

/** A stream as it was, and what is on record of it. */
export interface TrueHistory {
  /** When somebody was up. */
  readonly up: Span;
  /** When there was a stream that somebody was to hold: from the first claim after each begin until it was over. */
  readonly owed: Span;
  /** When nobody was up, and nothing was missed: what came then was sent to the next connection. */
  readonly madeGood: Span;
  readonly records: readonly ConnectionRecord[];
  /** Until when what was is told by the records: the end of the last one, when later connections have none; else for ever. */
  readonly toldUntilMs: number;
  readonly runs: readonly LivedRun[];
}

/** Whatever can happen to a stream with leases, with any records of it missing or not complete. */
export const anyTrueHistory: fc.Arbitrary<TrueHistory> = anyRuns.map(historyOf);

/** A stream with which all is well, with all of its records. */
export const anyGoodHistory: fc.Arbitrary<TrueHistory> = anyGoodRuns.map(historyOf);

function historyOf(drawn: readonly DrawnRun[]): TrueHistory {
  const runs: LivedRun[] = [];
  let [begunAtMs, epoch] = [T0, 0];
  for (const [index, run] of drawn.entries()) {
    epoch += 1 + run.vainBegins;
    const restMs = drawn[index + 1]?.restMs ?? Number.POSITIVE_INFINITY;
    const lived = liveRun(run, begunAtMs, epoch, restMs);
    runs.push(lived);
    begunAtMs = lived.freeAtMs + restMs;
    epoch += lived.connections.length;
  }
  const connections = runs.flatMap((run) => run.connections);
  const up = union(connections.flatMap(({ fate }) => fate.up));
  const told = connections.map((lived) => recordOfLived(lived, madeGoodBy(lived, up).length > 0));
  const last = told.findLast((record) => record !== undefined);
  return {
    ...{ up, runs, records: told.flatMap((record) => record ?? []) },
    owed: union(runs.flatMap(owedOf)),
    madeGood: union(connections.flatMap((lived) => madeGoodBy(lived, up))),
    toldUntilMs:
      told.at(-1) === undefined ? (last?.endedAtMs ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY,
  };
}

function owedOf({ connections, owedUntilMs }: LivedRun): Interval[] {
  return connections.slice(0, 1).map(({ around }) => ({ fromMs: around.claimedAtMs, untilMs: owedUntilMs }));
}

function madeGoodBy({ drawn, fate: { connectedAtMs }, around }: Lived, up: Span): Interval[] {
  if (!drawn.isResumed || connectedAtMs === undefined || connectedAtMs >= around.sourceEndsAtMs) return [];
  const before = up.findLast(({ fromMs }) => fromMs < connectedAtMs);
  return before === undefined ? [] : [{ fromMs: before.untilMs, untilMs: connectedAtMs }];
}
