import { deepEqual, ok } from "node:assert/strict";
import { connectedAtMsOf, upOf } from "./compare.ts";
import type { Elements, GapElement } from "./elements.ts";
import type { LastWord } from "./function-log.ts";
import type { ListedGap, Report, ReportedConnection } from "./run.ts";

/** A pause up to this long is no gap in the report. */
const TOLERANCE_MS = 50;

/** The report has what the run has seen of a connection, the page what the connection said of itself. */
const CLOCK_TOLERANCE_MS = 250;

/** By so long a connection may have been down before it was over. */
const DOWN_MS = 2_000;

type Pause = Pick<GapElement, "fromMs" | "untilMs">;

/** The gaps that are drawn are those of the report: of one stream each for itself, of one of a fleet their number and the longest. */
export function assertGaps({ gaps }: Elements, report: Report): void {
  const { list } = report.coverage;
  const drawn = gaps.toSorted((one, other) => one.fromMs - other.fromMs);
  if (list === undefined) assertCount(drawn, report);
  else assertEach(drawn, list, report);
}

/** Both tell of the same records. The report's time is over when the source has ended the stream: a gap in which it did so is cut there. */
function assertEach(
  drawn: readonly GapElement[],
  list: readonly ListedGap[],
  { connections, coverage }: Report,
): void {
  const firstMs = firstMsOf(connections);
  const overMs = firstMs + coverage.coveredMs + coverage.gapMs;
  const within = drawn.filter(({ fromMs, untilMs }) => untilMs > firstMs && fromMs < overMs);
  const listed = list.map(({ from, until, isSwap }) => ({
    ...{ fromMs: Date.parse(from), untilMs: Date.parse(until), isSwap },
  }));
  deepEqual(
    within.map(({ fromMs, untilMs }) => ({ fromMs, untilMs: Math.min(untilMs, overMs) })),
    listed.map(({ fromMs, untilMs }) => ({ fromMs, untilMs })),
  );
  // What is left of one that is cut may lie within the time in which the next connection came up.
  const isWhole = ({ untilMs }: Pause) => untilMs < overMs;
  deepEqual(
    within.filter(isWhole).map(({ isSwap }) => isSwap),
    listed.filter(isWhole).map(({ isSwap }) => isSwap),
  );
  const lengths = listed.filter(isCounted).map(lengthOf);
  deepEqual(
    { gaps: lengths.length, longestGapMs: Math.max(0, ...lengths) },
    { gaps: coverage.gaps, longestGapMs: coverage.longestGapMs },
  );
}

/** Of a stream of a fleet nobody says when its source had ended it: that may have been in the last gap, or before. */
function assertCount(drawn: readonly GapElement[], { connections, coverage }: Report): void {
  const firstMs = firstMsOf(connections);
  const overMs = Math.min(
    ...connections.filter(({ outcome }) => outcome === "ended").map(({ endedAt }) => Date.parse(endedAt)),
  );
  const within = drawn.filter(({ fromMs, untilMs }) => untilMs > firstMs && fromMs < overMs);
  const counted = within.filter(isCounted);
  const last = counted.at(-1);
  const mayBeCut = last !== undefined && connections.some((connection) => isToldAfter(connection, last));
  const sure = mayBeCut ? counted.slice(0, -1) : counted;
  const drawnText = within.map((gap) => `${lengthOf(gap)} ms at ${gap.fromMs - firstMs}`).join(", ");
  ok(
    coverage.gaps === counted.length || coverage.gaps === sure.length,
    `${coverage.gaps} gaps in the report; gaps drawn: ${drawnText}`,
  );
  const longestMs = (of: readonly Pause[]) => Math.max(0, ...of.map(lengthOf));
  ok(
    coverage.longestGapMs >= longestMs(sure) && coverage.longestGapMs <= longestMs(counted),
    `the longest gap is ${coverage.longestGapMs} ms in the report; gaps drawn: ${drawnText}`,
  );
}

/** Whether a connection was told at the end of a gap that the stream has ended. */
function isToldAfter({ connectedAt, outcome, endedAt }: ReportedConnection, { untilMs }: Pause): boolean {
  const toldAtMs = Date.parse(connectedAt ?? endedAt);
  return outcome === "ended" && Math.abs(toldAtMs - untilMs) <= CLOCK_TOLERANCE_MS;
}

/** Before its first connection was up the report counts nothing. */
function firstMsOf(connections: readonly ReportedConnection[]): number {
  return Math.min(...upOf(connections).map(connectedAtMsOf));
}

function isCounted(gap: Pause & Pick<GapElement, "isSwap">): boolean {
  return !gap.isSwap && lengthOf(gap) > TOLERANCE_MS;
}

/**
 * Every pause between the report's connections is a gap in its place, where it is longer than clocks are apart.
 *
 * @param lastWords of these connections
 */
export function assertGapPlaces(
  { gaps }: Elements,
  { connections }: Report,
  lastWords: readonly LastWord[],
): void {
  for (const pause of pausesOf(connections, lastWords)) {
    if (lengthOf(pause) <= 2 * CLOCK_TOLERANCE_MS) continue;
    const isInPlace = (gap: GapElement) =>
      gap.fromMs - pause.fromMs <= CLOCK_TOLERANCE_MS &&
      pause.fromMs - gap.fromMs <= DOWN_MS &&
      Math.abs(gap.untilMs - pause.untilMs) <= CLOCK_TOLERANCE_MS;
    ok(gaps.some(isInPlace), `no gap is drawn from ${pause.fromMs} until ${pause.untilMs}`);
  }
}

/** The times between connections that were up in which none was. */
function pausesOf(connections: readonly ReportedConnection[], lastWords: readonly LastWord[]): Pause[] {
  const pauses: Pause[] = [];
  let coveredUntilMs = Number.POSITIVE_INFINITY;
  for (const connection of upOf(connections)) {
    const fromMs = connectedAtMsOf(connection);
    const lastWord = lastWords.find(({ connectedAtMs }) => connectedAtMs === fromMs);
    const untilMs = lastWord?.endedAtMs ?? Date.parse(connection.endedAt);
    if (fromMs > coveredUntilMs) pauses.push({ fromMs: coveredUntilMs, untilMs: fromMs });
    coveredUntilMs = Number.isFinite(coveredUntilMs) ? Math.max(coveredUntilMs, untilMs) : untilMs;
  }
  return pauses;
}

function lengthOf({ fromMs, untilMs }: Pause): number {
  return untilMs - fromMs;
}
