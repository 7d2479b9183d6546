import { doubledMs, intersect, lengthMs, type Span, subtract, union } from "../intervals.ts";
import type { ConnectionRecord, Interval } from "../types.ts";
import { idleTimes } from "./idle.ts";
import { pendingTimes } from "./pending.ts";
import { connectingTime, type Standing, standingsOf } from "./standing.ts";
import { unrecordedTimes } from "./unrecorded.ts";

/**
 * How certain it is that a gap was one.
 *
 * - `proven`: nobody was up, by the connections' own word, and the next connection is on record
 * - `suspected`: a connection that has not said how it ended, or that has no record, may have been up for some of it; or all of it lies between
 *   the claim of the next connection and its being up: a source may have taken that one before it was heard of, as one does that closes
 *   the older connection for the newer
 * - `excluded`: as proven, but an event that the next connection received shows that nothing was missed
 */
export type GapCertainty = "proven" | "suspected" | "excluded";

/** A time in which nobody is known to have been connected. */
export interface Gap extends Interval {
  readonly certainty: GapCertainty;
  /** How much of it nobody was up for, by the connections' own word, in milliseconds: all of one that is proven. */
  readonly provenMs: number;
  /**
   * Whether all of it lies between the claim of the next connection and its being up: a source that closes the older connection for the
   * newer has taken that one by then, and misses nobody.
   */
  readonly isSwap: boolean;
}

/** How connections covered a time. Together, all but `doubledMs` are that time, each moment once. */
export interface Coverage {
  /** When somebody was connected, for certain. */
  readonly covered: readonly Interval[];
  /** From one connection to the next, in order. */
  readonly gaps: readonly Gap[];
  /** When there was no stream to hold: before its begin, and from its end to its next begin. */
  readonly idle: readonly Interval[];
  /** What nobody can tell yet: of a connection that goes on, or was killed without anybody having noticed. */
  readonly pending: readonly Interval[];
  /** How long more than one was connected, in milliseconds. */
  readonly doubledMs: number;
}

/**
 * What the records of a stream say of a time. Records of other times do no harm, and those that still went on when it began
 * are needed, as `read` gives them. It never says of a time without a connection that it is covered, and calls no time a proven
 * gap in which there was one, whichever records are missing; of streams without leases, as far as none is. What is idle after the last record
 * is so as far as none came later.
 *
 * @param fromMs epoch milliseconds
 * @param untilMs epoch milliseconds, such as now
 */
export function coverage(records: Iterable<ConnectionRecord>, fromMs: number, untilMs: number): Coverage {
  const standings = standingsOf(records);
  const all = union([{ fromMs, untilMs }]);
  const covered = intersect(all, union(standings.flatMap(({ up }) => up)));
  const uncovered = subtract(all, covered);
  const idle = intersect(uncovered, union(idleTimes(standings)));
  const open = subtract(uncovered, idle);
  const pending = intersect(open, union(pendingTimes(standings)));
  const possible = union([
    ...standings.flatMap((standing) => standing.possible),
    ...unrecordedTimes(standings),
  ]);
  const connecting = standings.flatMap(connectingTime);
  const met = new Set(standings.filter(isProvenByEvent).map(({ record }) => record.connectedAtMs));
  return {
    covered,
    gaps: subtract(open, pending).map((hole) => gapOf(hole, { possible, met, connecting })),
    idle,
    pending,
    doubledMs: doubledMs(
      standings.map(({ up }) => up),
      all,
    ),
  };
}

/** By what a gap is judged. */
interface Evidence {
  /** When a connection may have been up that has not said all. */
  readonly possible: Span;
  /** When connections were up that have shown by an event that nothing was missed before. */
  readonly met: ReadonlySet<number | undefined>;
  /** From the claim of each connection to its being up. */
  readonly connecting: readonly Interval[];
}

function gapOf(hole: Interval, { possible, met, connecting }: Evidence): Gap {
  const isSwap = connecting.some(({ fromMs, untilMs }) => fromMs <= hole.fromMs && hole.untilMs <= untilMs);
  const spokenMs = lengthMs(subtract([hole], possible));
  const provenMs = isSwap ? 0 : spokenMs;
  const gap = { ...hole, provenMs, isSwap };
  // Of a connection that may have been up in it, nobody knows what it has missed before that event.
  if (spokenMs < lengthMs([hole])) return { ...gap, certainty: "suspected" };
  if (met.has(hole.untilMs)) return { ...gap, certainty: "excluded" };
  return { ...gap, certainty: isSwap ? "suspected" : "proven" };
}

function isProvenByEvent({ record: { handover }, isClosed }: Standing): boolean {
  return isClosed && handover?.proof === "event";
}
