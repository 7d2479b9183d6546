import type { ConnectionEntry } from "../report/connection-entry.ts";
import type { GapEntry, GapReport } from "../report/gap-report.ts";

/** A place along the time that is drawn, from 0 to 100. */
export type Percent = number;

/** A connection as a bar on its lane. */
export interface Bar {
  readonly key: string;
  readonly connection: ConnectionEntry;
  readonly lane: number;
  readonly x: Percent;
  readonly width: Percent;
  /** The times that it was down. */
  readonly notches: readonly Stretch[];
}

/** A part of the time. */
export interface Stretch {
  readonly x: Percent;
  readonly width: Percent;
}

/** Where a connection took over from the one before. */
export interface Joint {
  readonly key: string;
  readonly connection: ConnectionEntry;
  readonly x: Percent;
  readonly fromLane: number;
  readonly toLane: number;
}

/** Everything that is drawn of a stream's time. */
export interface Drawing {
  /** What stands before each lane: the branch, or the carrier and its branch. */
  readonly lanes: readonly string[];
  readonly bars: readonly Bar[];
  readonly joints: readonly Joint[];
  readonly gaps: readonly (Stretch & { readonly gap: GapEntry })[];
  /** Connections that are left out, the oldest. */
  readonly leftOut: number;
}

/** What stands in the place of the branch of a connection without a lease. */
const NO_BRANCH = "-";

/** More would be a block of colour, and slow. */
const MAX_BARS = 1_500;

/** Puts the connections and gaps of a report onto lanes. */
export function drawingOf({ sinceMs, untilMs, connections, gaps }: GapReport): Drawing {
  const percent = (ms: number) => (100 * (clamp(ms, sinceMs, untilMs) - sinceMs)) / (untilMs - sinceMs);
  const stretch = (fromMs: number, toMs: number): Stretch => ({
    x: percent(fromMs),
    width: percent(toMs) - percent(fromMs),
  });
  const drawn = connections.slice(-MAX_BARS);
  const names = laneNames(drawn, untilMs);
  const lanes = Array.from(new Set(names)).toSorted();
  const bars = drawn.map((connection, index): Bar => {
    const { claimedAtMs, connectedAtMs = claimedAtMs, endedAtMs = untilMs } = connection;
    return {
      ...{ key: keyOf(connection), connection, lane: lanes.indexOf(names[index] ?? "") },
      ...stretch(connectedAtMs, endedAtMs),
      notches: downTimes(connection, endedAtMs).map(([fromMs, toMs]) => stretch(fromMs, toMs)),
    };
  });
  return {
    ...{ lanes, bars, leftOut: connections.length - drawn.length },
    joints: bars.flatMap((bar, index) => jointOf(bar, bars[index - 1], { sinceMs, percent })),
    gaps: gaps.map((gap) => ({ ...stretch(gap.fromMs, gap.untilMs), gap })),
  };
}

/**
 * What stands before the lane of a connection: the branch that its holder was, `A` of `execution/A`, so that the executions of a stream have
 * the same lanes; of a fleet with its carrier before it, `default/1 A`.
 */
export function laneName({ holder, carrier }: ConnectionEntry): string {
  const branch = holder.slice(holder.lastIndexOf("/") + 1);
  return carrier === undefined ? branch : `${carrier.replace(/^#carrier\//, "")} ${branch}`;
}

/** Of each connection; of one that nobody has said a branch of, the first number of a lane that is free. */
function laneNames(connections: readonly ConnectionEntry[], untilMs: number): string[] {
  const freeFromMs: number[] = [];
  return connections.map((connection) => {
    const { holder, claimedAtMs, endedAtMs = untilMs } = connection;
    if (holder !== NO_BRANCH) return laneName(connection);
    const free = freeFromMs.findIndex((fromMs) => fromMs <= claimedAtMs);
    const lane = free === -1 ? freeFromMs.length : free;
    freeFromMs[lane] = endedAtMs;
    return String(lane + 1);
  });
}

function jointOf(
  { key, connection, lane }: Bar,
  before: Bar | undefined,
  { sinceMs, percent }: { readonly sinceMs: number; readonly percent: (ms: number) => Percent },
): Joint[] {
  const { handover, connectedAtMs } = connection;
  if (handover === undefined || connectedAtMs === undefined || connectedAtMs < sinceMs) return [];
  return [{ key, connection, x: percent(connectedAtMs), fromLane: before?.lane ?? lane, toLane: lane }];
}

function downTimes(
  { reopenings, furtherReopenings }: ConnectionEntry,
  endedAtMs: number,
): [number, number][] {
  const listed = reopenings.map(({ brokeAtMs, backAtMs = endedAtMs }): [number, number] => [
    brokeAtMs,
    backAtMs,
  ]);
  if (furtherReopenings === undefined) return listed;
  const { fromMs, untilMs = endedAtMs } = furtherReopenings;
  return [...listed, [fromMs, untilMs]];
}

function keyOf({ claimedAtMs, epoch, holder }: ConnectionEntry): string {
  return `${claimedAtMs}.${epoch}.${holder}`;
}

function clamp(ms: number, fromMs: number, untilMs: number): number {
  return Math.min(untilMs, Math.max(fromMs, ms));
}
