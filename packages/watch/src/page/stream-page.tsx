import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import { useMemo } from "preact/hooks";
import type { StreamRow } from "../live/stream-rows.ts";
import type { ConnectionEntry } from "../report/connection-entry.ts";
import { type GapReport, gapReport } from "../report/gap-report.ts";
import { clockText } from "../text/duration.ts";
import { drawingOf } from "./drawing.ts";
import { useLive, useNow } from "./hooks.ts";
import { Lanes } from "./lanes.tsx";
import { LeaseFacts } from "./lease-facts.tsx";
import { hashOf, type Place, WINDOW_NAMES } from "./place.ts";
import { Status } from "./status.tsx";
import { ConnectionTable, GapTable } from "./tables.tsx";

/** One stream: its lanes over time, its gaps, what it has counted, its lease. */
export function StreamPage({ streamId, windowMs }: Place & { readonly streamId: string }) {
  const lane = useLive<ConnectionEntry>(
    `connections?stream=${encodeURIComponent(streamId)}&window=${windowMs}`,
  );
  const streams = useLive<StreamRow>("streams");
  const nowMs = useNow(windowMs > 3_600_000 ? 5_000 : 500);
  const row = streams.entries.get(streamId);
  const records = useMemo(
    () => Array.from(lane.entries.values(), (entry) => recordOf(entry, streamId)),
    [lane.entries],
  );
  const untilMs = Math.max(nowMs, row?.endedAtMs ?? 0);
  return (
    <main>
      <nav>
        <a href={hashOf({ streamId: undefined, windowMs })}>All streams</a>
      </nav>
      <h1 class="name">{streamId}</h1>
      <Status live={lane} />
      {streams.isComplete && row === undefined && <p>No lease of this stream is known.</p>}
      <Zoom streamId={streamId} windowMs={windowMs} />
      {lane.isComplete ? (
        <History
          report={gapReport(records, { streamId, sinceMs: untilMs - windowMs, untilMs }, nowMs)}
          row={row}
          nowMs={nowMs}
        />
      ) : (
        <p class="waiting">Waiting for data.</p>
      )}
    </main>
  );
}

interface HistoryProps {
  readonly report: GapReport;
  readonly row: StreamRow | undefined;
  readonly nowMs: number;
}

/** What is known of a stream's time. Before anything is known of it, nothing can be said: it would look like one long gap. */
function History({ report, row, nowMs }: HistoryProps) {
  const { sinceMs, untilMs, connections, gaps } = report;
  const drawing = drawingOf(report);
  return (
    <>
      <Lanes drawing={drawing} sinceMs={sinceMs} untilMs={untilMs} summary={summaryOf(report)} />
      {drawing.leftOut > 0 && (
        <p>{`The ${drawing.leftOut} oldest connections of that time are not drawn.`}</p>
      )}
      <Counts row={row} report={report} />
      {row !== undefined && <LeaseFacts row={row} nowMs={nowMs} />}
      <GapTable gaps={gaps} />
      <ConnectionTable connections={connections} />
    </>
  );
}

function Zoom({ streamId, windowMs }: Place) {
  return (
    <nav class="zoom" aria-label="Time that is shown">
      {WINDOW_NAMES.map(([ms, name]) => (
        <a
          key={ms}
          href={hashOf({ streamId, windowMs: ms })}
          aria-current={ms === windowMs ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function Counts({ row, report }: { readonly row: StreamRow | undefined; readonly report: GapReport }) {
  const sumOf = (count: keyof ConnectionEntry["counts"]) =>
    report.connections.reduce((sum, { counts }) => sum + counts[count], 0);
  const counts = row ?? {
    received: sumOf("received"),
    stored: sumOf("stored"),
    duplicates: sumOf("duplicates"),
  };
  const facts: readonly [string, string][] = [
    ["events a second", row === undefined ? "-" : String(row.rate)],
    ["events received", String(counts.received)],
    ["stored", String(counts.stored)],
    ["duplicates", String(counts.duplicates)],
    ["dead letters in this time", String(sumOf("deadLettered"))],
    ["connected", clockText(report.coveredMs)],
    ["doubly connected", clockText(report.doubledMs)],
  ];
  return (
    <section aria-labelledby="counts">
      <h2 id="counts">Counts</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function summaryOf({ connections, gaps }: GapReport): string {
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${many(connections.length, "connection")} over time, ${many(gaps.length, "gap")}; the tables below have each`;
}

/** What the judge of gaps needs of a record; nobody here knows the id of its claim. */
function recordOf(entry: ConnectionEntry, streamId: string): ConnectionRecord {
  return { ...entry, streamId, claimId: "" };
}
