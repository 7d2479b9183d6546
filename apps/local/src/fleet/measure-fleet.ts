import type { Lease } from "@unbounded-streams/stream-lease";
import type { Invocation } from "../lambda/invocation.ts";
import type { LocalOptions } from "../options/options.ts";
import type { Coverage } from "../report/coverage.ts";
import {
  connectionEntry,
  type ExecutionRecord,
  eventsOf,
  hasCarried,
  measureCoverage,
  type StreamRecord,
} from "../report/measure.ts";
import { type CarrierEntry, isoTime, type Report } from "../report/report.ts";
import { inOneLine } from "../report/trouble.ts";
import { longestWaitMs, mostSeats } from "./seats.ts";
import type { FleetStream } from "./streams.ts";
import { sumOfCoverages, sumOfEvents } from "./sums.ts";

/** What became of one stream of a fleet. */
export interface StreamOutcome {
  readonly stream: Pick<FleetStream, "streamId" | "asked" | "status">;
  readonly events: Report["events"];
  readonly coverage: Coverage | null;
  readonly connections: readonly Invocation[];
  readonly lease: Lease | undefined;
}

/** What a fleet leaves behind. */
export interface FleetRecord {
  readonly options: LocalOptions;
  readonly streams: readonly StreamOutcome[];
  /** Of the carriers. */
  readonly executions: readonly ExecutionRecord[];
  /** Of the carriers. */
  readonly invocations: readonly Invocation[];
  /** Of the streams, in the order of their start. */
  readonly connections: readonly Invocation[];
  /** Epoch milliseconds, as is the next one. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly isInterrupted: boolean;
}

/** Judges one stream of a fleet. */
export function streamOutcome(
  stream: StreamOutcome["stream"],
  record: StreamRecord,
  { lease, endedAtMs }: { readonly lease: Lease | undefined; readonly endedAtMs: number },
): StreamOutcome {
  const events = eventsOf(record);
  return {
    stream,
    events,
    coverage: measureCoverage(record, endedAtMs),
    connections: record.invocations,
    lease,
  };
}

/** Makes the report of a fleet: that of a run of one stream, with sums over all. */
export function measureFleet(record: FleetRecord): Report {
  const { options, streams, executions, invocations, connections, startedAtMs, endedAtMs } = record;
  const carriers = carrierEntries(invocations, connections);
  return {
    strategy: options.strategy,
    streamId: options.streamId,
    execution: {
      ...stateOf(record),
      startedAt: isoTime(startedAtMs),
      endedAt: isoTime(endedAtMs),
    },
    executions: executions.filter(({ result }) => hasCarried(result)).length,
    events: sumOfEvents(streams.map(({ events }) => events)),
    connections: connections.map((connection) => connectionEntry(connection, endedAtMs)),
    coverage: sumOfCoverages(streams.flatMap(({ coverage }) => coverage ?? [])),
    lease: null,
    fleet: {
      carriers: carriers.filter(({ seatsTaken }) => seatsTaken > 0).length,
      seats: mostSeats(connections, endedAtMs),
      handovers: carriers.reduce((sum, { handovers }) => sum + handovers, 0),
      longestWaitMs: Math.round(
        longestWaitMs(
          streams.map(({ stream }) => stream),
          connections,
          endedAtMs,
        ),
      ),
      perCarrier: carriers,
      perStream: streams.map(streamEntry),
    },
  };
}

/** All streams as one: failed as soon as one is, over when all are. */
function stateOf({ streams, isInterrupted }: FleetRecord): Pick<Report["execution"], "status" | "error"> {
  const failed = streams.find(({ stream }) => stream.status === "failed");
  if (failed !== undefined) {
    const reason = failed.lease?.reason ?? failed.lease?.lastError ?? "it was never begun";
    return { status: "FAILED", error: `stream ${failed.stream.streamId}: ${inOneLine(reason)}` };
  }
  return { status: isInterrupted ? "ABORTED" : "SUCCEEDED" };
}

function carrierEntries(
  invocations: readonly Invocation[],
  connections: readonly Invocation[],
): CarrierEntry[] {
  return [...Map.groupBy(invocations, ({ streamId }) => streamId)].map(([carrier, own]) => ({
    carrier,
    invocations: own.length,
    handovers: own.filter(hasHandedOver).length,
    seatsTaken: connections.filter((connection) => connection.carrier === carrier).length,
  }));
}

/** Not so an invocation that lost its claim: it had nothing to hand over. */
function hasHandedOver({ outcome, epoch }: Invocation): boolean {
  return outcome === "superseded" && epoch !== undefined;
}

function streamEntry({ stream, events, coverage, connections, lease }: StreamOutcome) {
  return {
    streamId: stream.streamId,
    status: lease?.status ?? null,
    stored: events.stored,
    lost: events.lost,
    gaps: coverage?.gaps ?? 0,
    longestGapMs: coverage?.longestGapMs ?? 0,
    connections: connections.length,
  };
}
