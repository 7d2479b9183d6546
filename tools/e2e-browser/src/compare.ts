import { deepEqual, ok } from "node:assert/strict";
import type { Elements, GapElement } from "./elements.ts";
import type { Report, ReportedConnection } from "./run.ts";

/** A pause up to this long is no gap in the report. */
const TOLERANCE_MS = 50;

/** The report has what the run has seen of a connection, the page what the connection said of itself. */
const CLOCK_TOLERANCE_MS = 250;

/** The report has the end of a function, which comes after that of its connection: by so long at most, on a busy machine. */
const LAST_WORD_MS = 2_000;

/** How functions come out that could not say so themselves. */
const KILLED = ["crashed", "aborted"];

/** Without a lease nobody tells the page of branches. */
const NO_BRANCH = "-";

/** Every connection of the report that was up is a bar, on the lane of its branch, with its outcome and its times; and no other is. */
export function assertBars(elements: Elements, { connections }: Report): void {
  const bars = elements.bars.filter(({ connectedAtMs }) => !Number.isNaN(connectedAtMs));
  const up = connections.filter(({ connectedAt }) => connectedAt !== null);
  deepEqual(
    bars.map(({ epoch, lane, outcome }) => ({ epoch, lane, outcome })),
    up.map((connection) => ({
      ...{ epoch: connection.epoch ?? 0, lane: laneOf(connection), outcome: connection.outcome },
    })),
  );
  for (const [index, { connectedAt, endedAt, epoch, openings, outcome }] of up.entries()) {
    const bar = bars[index];
    // One that was down at its end was not opened again, and one that was killed, by chance or with the run's end, has told of nothing.
    const notches = bar?.notches ?? 0;
    ok(
      KILLED.includes(outcome) || notches === openings - 1 || notches === openings,
      `connection ${index} of epoch ${epoch}, ${outcome}: ${openings} times open, ${notches} notches`,
    );
    for (const [what, reported, shown, earlierMs] of [
      ["connected", connectedAt, bar?.connectedAtMs, CLOCK_TOLERANCE_MS],
      ["ended", endedAt, bar?.endedAtMs, LAST_WORD_MS],
    ] as const) {
      if (reported === null) continue;
      const laterMs = (shown ?? Number.NaN) - Date.parse(reported);
      ok(
        -earlierMs <= laterMs && laterMs <= CLOCK_TOLERANCE_MS,
        `connection ${index} of epoch ${epoch}: ${what} ${laterMs} ms later on the page`,
      );
    }
  }
}

/** The lane of a branch; of a fleet that of a branch of a carrier, `default/1 A` of branch `1A`. */
function laneOf({
  epoch,
  branch,
  carrier,
}: Pick<ReportedConnection, "epoch" | "branch" | "carrier">): string {
  if (epoch === null) return NO_BRANCH;
  return carrier === undefined ? branch : `${carrier.replace("#carrier/", "")} ${branch.slice(-1)}`;
}

/** Every handover that the report says was proven by an event is such a joint, and no other is. */
export function assertJoints({ joints }: Elements, { connections }: Report): void {
  const [first, ...others] = connections.filter(({ connectedAt }) => connectedAt !== null);
  // It has taken over from nobody, even if it has met events of its successor.
  const told = others.filter(({ handover, epoch }) => handover !== null && epoch !== first?.epoch);
  const epochs = (of: readonly ReportedConnection[]) => of.map(({ epoch }) => epoch ?? 0);
  const proven = epochs(told.filter(({ handover }) => handover?.proven));
  const known = new Set(epochs(told));
  const shown = joints.filter(({ epoch }) => known.has(epoch));
  deepEqual(
    shown.filter(({ proof }) => proof === "event").map(({ epoch }) => epoch),
    proven,
  );
}

/** There are as many gaps as the report counts, and the longest is as long. */
export function assertGaps({ gaps }: Elements, { connections, coverage }: Report): void {
  const firstMs = Math.min(
    ...connections.flatMap(({ connectedAt }) => (connectedAt === null ? [] : Date.parse(connectedAt))),
  );
  const overMs = Math.min(
    ...connections.flatMap(({ connectedAt, outcome, endedAt }) =>
      connectedAt !== null && outcome === "ended" ? [Date.parse(endedAt)] : [],
    ),
  );
  // Before its first connection was up, and after its source has ended, the report counts nothing.
  const counted = gaps.filter(
    (gap) =>
      gap.fromMs >= firstMs - CLOCK_TOLERANCE_MS &&
      gap.untilMs > firstMs + CLOCK_TOLERANCE_MS &&
      gap.fromMs < overMs - TOLERANCE_MS,
  );
  const lengths = counted
    .filter(({ isSwap }) => !isSwap)
    .map((gap) => lengthOf(untilEnd(gap, coverage)))
    .filter((ms) => ms > TOLERANCE_MS);
  // Where nobody says when the source had ended it, it may have done so before the last gap.
  const isOverBefore = coverage.list === undefined && lengths.length === coverage.gaps + 1;
  if (isOverBefore && connections.some((connection) => isToldAgain(connection, counted.at(-1))))
    lengths.pop();
  deepEqual(
    lengths.length,
    coverage.gaps,
    `${coverage.gaps} gaps in the report; gaps drawn: ${counted.map((gap) => `${lengthOf(gap)} ms at ${gap.fromMs - firstMs}`).join(", ")}`,
  );
  const longestMs = Math.max(0, ...lengths);
  const apartMs = longestMs - coverage.longestGapMs;
  // Of a stream of a fleet nobody says where that is.
  const mayBeCut = coverage.list === undefined && longestMs === lengths.at(-1);
  ok(
    Math.abs(apartMs) <= TOLERANCE_MS || (mayBeCut && apartMs > 0),
    `the longest gap is ${longestMs} ms on the page and ${coverage.longestGapMs} ms in the report`,
  );
}

/** Whether a connection came up at the end of a gap, and was told that the stream has ended. */
function isToldAgain({ connectedAt, outcome }: ReportedConnection, gap: Pause | undefined): boolean {
  if (gap === undefined || connectedAt === null || outcome !== "ended") return false;
  return Math.abs(Date.parse(connectedAt) - gap.untilMs) <= CLOCK_TOLERANCE_MS;
}

/** The report's time is over when the source has ended the stream: a gap in which it did so is cut there. */
function untilEnd(gap: Pause, { list = [] }: Report["coverage"]): Pause {
  const last = list.at(-1);
  const isCut = last !== undefined && Math.abs(Date.parse(last.from) - gap.fromMs) <= TOLERANCE_MS;
  return isCut ? { fromMs: gap.fromMs, untilMs: Math.min(gap.untilMs, Date.parse(last.until)) } : gap;
}

/** Every pause between the report's connections is a gap in its place, where it is longer than clocks are apart. */
export function assertGapPlaces({ gaps }: Elements, { connections }: Report): void {
  for (const pause of pausesOf(connections)) {
    if (lengthOf(pause) <= 2 * CLOCK_TOLERANCE_MS) continue;
    const isInPlace = (gap: GapElement) =>
      gap.fromMs - pause.fromMs <= CLOCK_TOLERANCE_MS &&
      pause.fromMs - gap.fromMs <= LAST_WORD_MS &&
      Math.abs(gap.untilMs - pause.untilMs) <= CLOCK_TOLERANCE_MS;
    ok(gaps.some(isInPlace), `no gap is drawn from ${pause.fromMs} until ${pause.untilMs}`);
  }
}

type Pause = Pick<GapElement, "fromMs" | "untilMs">;

/** The times between connections that were up in which none was. */
function pausesOf(connections: readonly ReportedConnection[]): Pause[] {
  const pauses: Pause[] = [];
  let coveredUntilMs = Number.POSITIVE_INFINITY;
  const up = connections
    .filter(({ connectedAt }) => connectedAt !== null)
    .map(({ connectedAt, endedAt }) => [Date.parse(connectedAt ?? ""), Date.parse(endedAt)] as const)
    .toSorted(([one], [other]) => one - other);
  for (const [fromMs, untilMs] of up) {
    if (fromMs > coveredUntilMs) pauses.push({ fromMs: coveredUntilMs, untilMs: fromMs });
    coveredUntilMs = Number.isFinite(coveredUntilMs) ? Math.max(coveredUntilMs, untilMs) : untilMs;
  }
  return pauses;
}

function lengthOf({ fromMs, untilMs }: Pause): number {
  return untilMs - fromMs;
}
