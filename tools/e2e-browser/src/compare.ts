import { deepEqual, ok } from "node:assert/strict";
import type { Elements } from "./elements.ts";
import type { LastWord } from "./function-log.ts";
import { CUT_OFF, type Report, type ReportedConnection } from "./run.ts";

/** A connection is over before it says so: by so long at most. */
const LAST_WORD_MS = 250;

/** The report has when what ran a function had read all of its log, the page when its process was gone: so long before at most, on a busy machine. */
const LOG_READ_MS = 2_000;

/** Without a lease nobody tells the page of branches. */
const NO_BRANCH = "-";

/**
 * Every connection of the report that was up is a bar, on the lane of its branch, with its outcome and its times; and no other is.
 *
 * @param lastWords of these connections
 */
export function assertBars(
  elements: Elements,
  { connections }: Report,
  lastWords: readonly LastWord[],
): void {
  const bars = elements.bars
    .filter(({ connectedAtMs }) => !Number.isNaN(connectedAtMs))
    .toSorted((one, other) => one.connectedAtMs - other.connectedAtMs || one.epoch - other.epoch);
  const up = upOf(connections);
  deepEqual(
    bars.map(({ epoch, lane, connectedAtMs }) => ({ epoch, lane, connectedAtMs })),
    up.map((connection) => ({
      epoch: connection.epoch ?? 0,
      lane: laneOf(connection),
      connectedAtMs: connectedAtMsOf(connection),
    })),
  );
  for (const [index, bar] of bars.entries()) {
    const { epoch, endedAt, openings, outcome } = up[index] ?? ({} as ReportedConnection);
    const name = `connection ${index} of epoch ${epoch}, ${outcome}`;
    const isCutOff = CUT_OFF.includes(outcome);
    // One that was cut off may have said before how it came out.
    ok(bar.outcome === outcome || (isCutOff && !bar.isKilled), `${name}: ${bar.outcome} on the page`);
    // One that was down at its end was not opened again, and one that was cut off, by chance or with the run's end, has told of nothing.
    ok(
      isCutOff || bar.notches === openings - 1 || bar.notches === openings,
      `${name}: ${openings} times open, ${bar.notches} notches`,
    );
    const lastWord = lastWords.find(({ connectedAtMs }) => connectedAtMs === bar.connectedAtMs);
    const earlierMs = (lastWord?.endedAtMs ?? Date.parse(endedAt)) - bar.endedAtMs;
    const atMost = lastWord === undefined ? LOG_READ_MS : LAST_WORD_MS;
    ok(earlierMs >= 0 && earlierMs <= atMost, `${name}: ended ${earlierMs} ms earlier on the page`);
  }
}

/** Those that were up, in the order in which they came up. */
export function upOf(connections: readonly ReportedConnection[]): ReportedConnection[] {
  return connections
    .filter(({ connectedAt }) => connectedAt !== null)
    .toSorted(
      (one, other) => connectedAtMsOf(one) - connectedAtMsOf(other) || (one.epoch ?? 0) - (other.epoch ?? 0),
    );
}

/** When it came up, as its function said; not a number when it never did. */
export function connectedAtMsOf({ connectedAt }: Pick<ReportedConnection, "connectedAt">): number {
  return connectedAt === null ? Number.NaN : Date.parse(connectedAt);
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
  const [first, ...others] = upOf(connections).toSorted(
    (one, other) => (one.epoch ?? 0) - (other.epoch ?? 0),
  );
  // It has taken over from nobody, even if it has met events of its successor.
  const told = others.filter(({ handover, epoch }) => handover !== null && epoch !== first?.epoch);
  const epochs = (of: readonly ReportedConnection[]) => of.map(({ epoch }) => epoch ?? 0);
  const proven = epochs(told.filter(({ handover }) => handover?.proven));
  const known = new Set(epochs(told));
  const shown = joints.filter(({ epoch, proof }) => proof === "event" && known.has(epoch));
  deepEqual(
    shown.map(({ epoch }) => epoch).toSorted((one, other) => one - other),
    proven,
  );
}
