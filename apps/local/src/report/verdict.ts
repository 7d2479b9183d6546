import type { RunResult } from "../run-result.ts";
import { adviceOn, inWordsOfCommand } from "./remedies.ts";
import { type FleetReport, type Report, succeeded } from "./report.ts";
import { inOneLine } from "./trouble.ts";

/** Of those that something is wrong with; the report has all. */
const MOST_STREAMS_NAMED = 5;

/** The closing lines of a run: what is stored, how it was connected, and what went wrong. */
export function verdict(result: Omit<RunResult, "timetable">, interrupted: boolean): string {
  const { report, logFile } = result;
  const { events, connections, coverage, fleet } = report;
  const head = interrupted ? "Stopped" : succeeded(report) ? "Done" : "Not complete";
  const streams = fleet === undefined ? "" : ` of ${counted(fleet.perStream.length, "stream")}`;
  const kept =
    events.sent === null
      ? `${events.stored} events${streams} stored`
      : `${events.stored} of ${events.sent} events${streams} stored, ${events.lost} lost, ${events.storedTwice} stored twice`;
  const spoilt =
    events.unknown === null || events.unknown === 0 ? "" : `, ${events.unknown} records that were never sent`;
  const gaps = coverage === null ? "never connected" : gapText(coverage);
  const aside = asideText(events);
  return [
    `${head}: ${kept}${spoilt}; ${events.duplicatesReceived} duplicates received${aside}.`,
    `${executionText(report)}, ${connections.length} connections, ${gaps}. The function's log: ${logFile}`,
    ...(fleet === undefined ? [] : fleetTexts(fleet)),
    ...lastErrorText(result),
    ...failureText(result),
  ].join("\n");
}

/** What the lease says; where it says nothing, what the connections say that failed last. */
function lastErrorText({ report, trouble }: Pick<RunResult, "report" | "trouble">): string[] {
  const { lease, coverage } = report;
  if (typeof lease?.lastError === "string") {
    return [`Last error (failing since ${lease.failingSince}): ${inWordsOfCommand(lease.lastError)}`];
  }
  const { failures, reason } = trouble;
  if (reason === undefined || (failures === 0 && coverage !== null)) return [];
  return [`Last error: ${inWordsOfCommand(reason)}`];
}

/** Why the stream failed for good, as it was told while it did, and what to do about it. */
function failureText({ report, trouble }: Pick<RunResult, "report" | "trouble">): string[] {
  const { error } = report.execution;
  if (error === undefined) return [];
  const reason = trouble.failures > 0 ? trouble.reason : undefined;
  return [`The execution failed: ${reason === undefined ? messageOf(error) : adviceOn(reason).text}`];
}

/** What an invocation has thrown stands in its error as Lambda has it, with the trace. */
function messageOf(error: string): string {
  const [, thrown] = /"errorMessage":("(?:[^"\\]|\\.)*")/.exec(error) ?? [];
  return inOneLine(thrown === undefined ? error : (JSON.parse(thrown) as string));
}

/** What came and is not in the table. */
function asideText({ deadLettered, framesSkipped, cursorless }: Report["events"]): string {
  const counts: [count: number, what: string][] = [
    [deadLettered, "dead letters"],
    [framesSkipped, "frames passed over"],
    [cursorless, "events without an id to resume from"],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `, ${count} ${what}`)
    .join("");
}

function executionText({ execution, executions }: Report): string {
  return executions > 1
    ? `${executions} executions, the last ${execution.status}`
    : `Execution ${execution.status}`;
}

/** What a fleet did, and the streams that something is wrong with. */
function fleetTexts({ carriers, seats, handovers, longestWaitMs, perStream }: FleetReport): string[] {
  const spoilt = perStream.filter(({ status, lost }) => status === "failed" || (lost ?? 0) > 0);
  const wait = `${(longestWaitMs / 1000).toFixed(1)} s`;
  return [
    `${counted(carriers, "carrier")}, ${counted(seats, "seat")}, ${counted(handovers, "handover")} of carriers, longest wait ${wait}.`,
    ...spoilt
      .slice(0, MOST_STREAMS_NAMED)
      .map(({ streamId, status, lost }) => `Stream ${streamId}: ${status}, ${lost ?? 0} lost.`),
    ...(spoilt.length > MOST_STREAMS_NAMED
      ? [`${spoilt.length - MOST_STREAMS_NAMED} more such streams.`]
      : []),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function gapText({ gaps, gapMs, longestGapMs, overlapMs }: NonNullable<Report["coverage"]>): string {
  const overlap = `${(overlapMs / 1000).toFixed(1)} s doubly connected`;
  if (gaps === 0) return `no gap, ${overlap}`;
  return `${gaps} ${gaps === 1 ? "gap" : "gaps"} of ${(gapMs / 1000).toFixed(1)} s in all (longest ${(longestGapMs / 1000).toFixed(1)} s), ${overlap}`;
}
