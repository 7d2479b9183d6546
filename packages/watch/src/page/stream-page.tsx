import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import { useMemo } from "preact/hooks";
import type { StreamRow } from "../live/stream-rows.ts";
import type { ConnectionEntry } from "../report/connection-entry.ts";
import { countedSpans, type Sample } from "../report/counted-spans.ts";
import { countsKnown } from "../report/counts-known.ts";
import { type GapReport, gapReport } from "../report/gap-report.ts";
import { type Rates, ratesOf } from "../report/rate-bins.ts";
import { clockText } from "../text/duration.ts";
import { StreamControl } from "./control/stream-control.tsx";
import { drawingOf } from "./drawing.ts";
import { useLive, useNow } from "./hooks.ts";
import { Lanes } from "./lanes.tsx";
import { LeaseFacts, NoLease } from "./lease-facts.tsx";
import { hashOf, type Place, WINDOW_NAMES } from "./place.ts";
import { RateChart, RateFigures } from "./rate-chart.tsx";
import { Status } from "./status.tsx";
import { ConnectionTable, GapTable } from "./tables.tsx";
import { EventTail } from "./tail.tsx";

/** One stream: its lanes over time, its gaps, what it has counted, its lease, and its last events. */
export function StreamPage({ streamId, windowMs }: Place & { readonly streamId: string }) {
  const stream = encodeURIComponent(streamId);
  const lane = useLive<ConnectionEntry>(`connections?stream=${stream}&window=${windowMs}`);
  const streams = useLive<StreamRow>("streams");
  const counts = useLive<Sample>(`counts?stream=${stream}`);
  const nowMs = useNow(windowMs > 3_600_000 ? 5_000 : 500);
  const row = streams.entries.get(streamId);
  const records = useMemo(
    () => Array.from(lane.entries.values(), (entry) => recordOf(entry, streamId)),
    [lane.entries],
  );
  const counted = useMemo(() => countedSpans(samplesOf(counts.entries)), [counts.entries]);
  const untilMs = Math.max(nowMs, row?.endedAtMs ?? 0);
  const span = { streamId, sinceMs: untilMs - windowMs, untilMs };
  // Where nothing is known of its connections, what is known besides is shown.
  const lacksLane = !lane.isComplete && lane.trouble !== undefined;
  return (
    <main>
      <nav>
        <a href={hashOf({ streamId: undefined, windowMs })}>All streams</a>
      </nav>
      <h1 class="name">{streamId}</h1>
      <Status live={lacksLane ? streams : lane} />
      {lacksLane && (
        <p class="missing">{`Connections, handovers and gaps cannot be shown: ${lane.trouble}`}</p>
      )}
      {streams.isComplete && (
        <StreamControl isConnected={streams.isConnected} streamId={streamId} row={row} />
      )}
      <Zoom streamId={streamId} windowMs={windowMs} />
      {lane.isComplete || (lacksLane && streams.isComplete) ? (
        <History
          report={lane.isComplete ? gapReport(records, span, nowMs) : undefined}
          rates={ratesOf({ ...span, connections: Array.from(lane.entries.values()), counted })}
          row={row}
          nowMs={nowMs}
        />
      ) : (
        <p class="waiting">Waiting for data.</p>
      )}
      <EventTail key={streamId} streamId={streamId} />
    </main>
  );
}

interface HistoryProps {
  /** Absent where nothing is known of the stream's connections. */
  readonly report: GapReport | undefined;
  readonly rates: Rates;
  readonly row: StreamRow | undefined;
  readonly nowMs: number;
}

/** What is known of a stream's time. Before anything is known of it, nothing can be said: it would look like one long gap. */
function History({ report, rates, row, nowMs }: HistoryProps) {
  return (
    <>
      {report === undefined ? (
        <div class="chart">
          <RateChart rates={rates} />
        </div>
      ) : (
        <Drawn report={report} rates={rates} />
      )}
      <RateFigures rates={rates} />
      <Counts row={row} report={report} />
      {row === undefined ? (
        <NoLease connections={report?.connections ?? []} nowMs={nowMs} />
      ) : (
        <LeaseFacts row={row} nowMs={nowMs} />
      )}
      {report !== undefined && <GapTable gaps={report.gaps} />}
      {report !== undefined && <ConnectionTable connections={report.connections} />}
    </>
  );
}

function Drawn({ report, rates }: { readonly report: GapReport; readonly rates: Rates }) {
  const drawing = drawingOf(report);
  const { sinceMs, untilMs } = report;
  return (
    <>
      <Lanes drawing={drawing} sinceMs={sinceMs} untilMs={untilMs} summary={summaryOf(report)}>
        <RateChart rates={rates} />
      </Lanes>
      {drawing.leftOut > 0 && (
        <p>{`The ${drawing.leftOut} oldest connections of that time are not drawn.`}</p>
      )}
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

function Counts({
  row,
  report,
}: {
  readonly row: StreamRow | undefined;
  readonly report: GapReport | undefined;
}) {
  const known = report?.connections.filter(countsKnown) ?? [];
  const sumOf = (count: keyof ConnectionEntry["counts"]) =>
    known.length === 0 ? undefined : known.reduce((sum, { counts }) => sum + counts[count], 0);
  const counts = row ?? {
    received: sumOf("received"),
    stored: sumOf("stored"),
    duplicates: sumOf("duplicates"),
  };
  const facts: readonly [string, string][] = [
    ["events a second", textOf(row?.rate)],
    ["events received", textOf(counts.received)],
    ["stored", textOf(counts.stored)],
    ["duplicates", textOf(counts.duplicates)],
    ["dead letters in this time", textOf(sumOf("deadLettered"))],
    ["connected", report === undefined ? "-" : clockText(report.coveredMs)],
    ["doubly connected", report === undefined ? "-" : clockText(report.doubledMs)],
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

/** What nobody knows is not 0. */
function textOf(count: number | undefined): string {
  return count === undefined ? "-" : String(count);
}

function samplesOf(entries: ReadonlyMap<string, Sample>): Sample[] {
  return Array.from(entries.values()).toSorted((one, other) => one.atMs - other.atMs);
}

function summaryOf({ connections, gaps }: GapReport): string {
  const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${many(connections.length, "connection")} over time, ${many(gaps.length, "gap")}; the tables below have each`;
}

/** What the judge of gaps needs of a record; nobody here knows the id of its claim. */
function recordOf(entry: ConnectionEntry, streamId: string): ConnectionRecord {
  return { ...entry, streamId, claimId: "" };
}
