import { type ConnectionEntry, handoverText, reopenedTimes, upMs } from "../report/connection-entry.ts";
import { countsKnown } from "../report/counts-known.ts";
import type { GapEntry } from "../report/gap-report.ts";
import { clockText, isoText } from "../text/duration.ts";
import { laneName } from "./drawing.ts";
import { Table } from "./table.tsx";

const DAY_MS = 86_400_000;

/** Of `2030-01-01T` before the time of day. */
const DAY_LENGTH = 11;

/** The gaps of the time that is shown, the last one first. */
export function GapTable({ gaps }: { readonly gaps: readonly GapEntry[] }) {
  return (
    <Table
      name="gaps-table"
      title={`Gaps (${gaps.length})`}
      head={["from", "until", "how long", "certainty"]}
      rows={gaps.map(({ fromMs, untilMs, lengthMs, certainty }) => [
        isoText(fromMs),
        isoText(untilMs),
        clockText(lengthMs),
        certainty,
      ])}
      none="Nobody was missing in this time, as far as it is known."
    />
  );
}

/** The connections of the time that is shown, the last one first. */
export function ConnectionTable({ connections }: { readonly connections: readonly ConnectionEntry[] }) {
  return (
    <Table
      name="connections-table"
      title={`Connections (${connections.length})`}
      head={["epoch", "held by", "from", "until", "how long", "outcome", "reopened", "events", "handover"]}
      rows={connections.map(cellsOf)}
      none="No connection is on record in this time."
    />
  );
}

function cellsOf(connection: ConnectionEntry): string[] {
  const { epoch, connectedAtMs, endedAtMs, outcome, inferred = [], counts, handover } = connection;
  const length = upMs(connection);
  return [
    epoch === 0 ? "-" : String(epoch),
    laneName(connection),
    connectedAtMs === undefined ? "never up" : isoText(connectedAtMs),
    endedAtMs === undefined ? "-" : untilText(endedAtMs, connectedAtMs),
    length === undefined ? "-" : clockText(length),
    `${outcome ?? (endedAtMs === undefined ? "goes on" : "-")}${inferred.includes("outcome") ? " (inferred)" : ""}`,
    String(reopenedTimes(connection)),
    countsKnown(connection) ? String(counts.received) : "-",
    handoverText(handover),
  ];
}

/** A moment without its day, where that is the day of the one before it. */
function untilText(atMs: number, fromMs = Number.NaN): string {
  const isSameDay = Math.floor(atMs / DAY_MS) === Math.floor(fromMs / DAY_MS);
  return isSameDay ? isoText(atMs).slice(DAY_LENGTH) : isoText(atMs);
}
