import { clockText, isoText } from "../text/duration.ts";
import { safeText } from "../text/safe-text.ts";
import { tableText } from "../text/table-text.ts";
import { type ConnectionEntry, handoverText, reopenedTimes, upMs } from "./connection-entry.ts";
import { countsKnown } from "./counts-known.ts";
import { type GapEntry, type GapReport, gapsAbove } from "./gap-report.ts";

const HEAD = ["epoch", "holder", "from", "until", "how long", "outcome", "reopened", "events", "handover"];
const GAP_HEAD = ["gap from", "until", "how long", "certainty"];

/** The table of processing times, the gaps, and what it comes to. */
export function gapText(report: GapReport, allowedMs: number): string {
  const { streamId, sinceMs, untilMs, connections, gaps } = report;
  return [
    `Stream ${safeText(streamId)} from ${isoText(sinceMs)} until ${isoText(untilMs)}`,
    "",
    ...(connections.length === 0
      ? ["No connection is on record in that time."]
      : tableText(HEAD, connections.map(connectionRow))),
    "",
    ...(gaps.length === 0 ? [] : [...tableText(GAP_HEAD, gaps.map(gapRow)), ""]),
    timesText(report),
    verdictText(gaps, allowedMs),
  ].join("\n");
}

function connectionRow(connection: ConnectionEntry): string[] {
  const { epoch, holder, carrier, claimedAtMs, connectedAtMs, endedAtMs, counts, handover } = connection;
  const length = upMs(connection);
  return [
    epoch === 0 ? "-" : String(epoch),
    carrier === undefined ? holder : `${holder} of ${carrier}`,
    connectedAtMs === undefined ? `${isoText(claimedAtMs)} (never up)` : isoText(connectedAtMs),
    endedAtMs === undefined ? "-" : isoText(endedAtMs),
    length === undefined ? "-" : clockText(length),
    outcomeText(connection),
    String(reopenedTimes(connection)),
    countsKnown(connection) ? String(counts.received) : "-",
    handoverText(handover),
  ];
}

/** How a connection came out, and whether it has said so itself. */
function outcomeText({ outcome, endedAtMs, inferred = [] }: ConnectionEntry): string {
  if (outcome === undefined) return endedAtMs === undefined ? "goes on" : "-";
  return inferred.includes("outcome") ? `${outcome} (inferred)` : outcome;
}

function gapRow({ fromMs, untilMs, lengthMs, certainty, provenMs }: GapEntry): string[] {
  const proven = certainty === "suspected" && provenMs > 0 ? `, proven for ${clockText(provenMs)}` : "";
  return [isoText(fromMs), isoText(untilMs), clockText(lengthMs), `${certainty}${proven}`];
}

function timesText({ coveredMs, doubledMs, idleMs, pendingMs }: GapReport): string {
  const times: readonly [number, string][] = [
    [coveredMs, "connected"],
    [doubledMs, "doubly"],
    [idleMs, "without a stream"],
    [pendingMs, "that nobody can tell of yet"],
  ];
  return times
    .filter(([ms], index) => index === 0 || ms > 0)
    .map(([ms, what]) => `${clockText(ms)} ${what}`)
    .join(", ");
}

function verdictText(gaps: readonly GapEntry[], allowedMs: number): string {
  const above = gapsAbove(gaps, allowedMs);
  const [longest] = above.toSorted((one, other) => other.lengthMs - one.lengthMs);
  if (longest === undefined) {
    return gaps.length === 0
      ? "No gap."
      : `No gap above ${clockText(allowedMs)} in which anything can be missing.`;
  }
  const many = above.length === 1 ? "1 gap" : `${above.length} gaps`;
  return `${many} above ${clockText(allowedMs)}, the longest ${clockText(longest.lengthMs)} (${longest.certainty}).`;
}
