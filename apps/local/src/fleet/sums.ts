import type { Coverage } from "../report/coverage.ts";
import type { Report } from "../report/report.ts";

type Events = Report["events"];

/** What became of the events of all streams. */
export function sumOfEvents(all: readonly Events[]): Events {
  const sum = (count: (events: Events) => number) => all.reduce((total, each) => total + count(each), 0);
  const sumIfKnown = (count: (events: Events) => number | null) =>
    all.some((events) => count(events) === null) ? null : sum((events) => count(events) ?? 0);
  return {
    sent: sumIfKnown(({ sent }) => sent),
    stored: sum(({ stored }) => stored),
    lost: sumIfKnown(({ lost }) => lost),
    duplicatesReceived: sum(({ duplicatesReceived }) => duplicatesReceived),
    storedTwice: sum(({ storedTwice }) => storedTwice),
    deadLettered: sum(({ deadLettered }) => deadLettered),
    framesSkipped: sum(({ framesSkipped }) => framesSkipped),
    cursorless: sum(({ cursorless }) => cursorless),
    unknown: sumIfKnown(({ unknown }) => unknown),
  };
}

/** How all streams were covered: the sums, and the longest gap of any; null when none was ever connected. */
export function sumOfCoverages(all: readonly Coverage[]): Coverage | null {
  if (all.length === 0) return null;
  const sum = (measure: (coverage: Coverage) => number) =>
    all.reduce((total, each) => total + measure(each), 0);
  return {
    coveredMs: sum(({ coveredMs }) => coveredMs),
    gapMs: sum(({ gapMs }) => gapMs),
    gaps: sum(({ gaps }) => gaps),
    longestGapMs: Math.max(...all.map(({ longestGapMs }) => longestGapMs)),
    overlapMs: sum(({ overlapMs }) => overlapMs),
  };
}
