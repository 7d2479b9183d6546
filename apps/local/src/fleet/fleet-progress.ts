import type { Invocation } from "../lambda/invocation.ts";
import type { SourceRequests } from "../lambda/source-requests.ts";
import { coverageOf } from "../report/coverage.ts";
import { Notices } from "../report/notices.ts";
import { CLIENT_TOLERANCE_MS, gapCounts, type ProgressView, positive } from "../report/progress.ts";
import { inWordsOfCommand } from "../report/remedies.ts";
import { clockTime } from "../report/timetable.ts";
import { troubleOf } from "../report/trouble.ts";
import { connectionsByStream } from "./seats.ts";
import { type FleetStream, isOver } from "./streams.ts";

/** What a line tells about. */
export interface FleetState {
  readonly streams: readonly FleetStream[];
  /** Of carriers. */
  readonly invocations: readonly Invocation[];
  /** Of streams. */
  readonly connections: readonly Invocation[];
}

/**
 * How far a fleet is.
 *
 * @param requests what the functions ask of a source of the user's own
 */
export function fleetProgress(state: () => FleetState, requests?: SourceRequests): ProgressView {
  const notices = new Notices(requests);
  return (elapsedMs, nowMs) => {
    const now = state();
    return {
      connected: String(carriersOf(now)),
      line: fleetLine(now, elapsedMs, nowMs),
      notices: notices.fresh(now.connections, nowMs),
    };
  };
}

/**
 * One line: time, carriers, streams that have a seat, events stored, duplicates, streams that wait for a seat, those that are over,
 * dead letters and streams that fail if there are any, gaps so far, and what went wrong last while streams fail.
 */
export function fleetLine(state: FleetState, elapsedMs: number, nowMs: number): string {
  const { streams, connections } = state;
  const byStream = connectionsByStream(connections);
  const views = streams.map((stream) => viewOf(stream, byStream.get(stream.streamId) ?? [], nowMs));
  const sum = (count: (invocation: Invocation) => number) =>
    connections.reduce((total, each) => total + count(each), 0);
  const many = (is: (view: StreamView) => boolean) => views.filter(is).length;
  const failing = many(({ isFailing }) => isFailing);
  const isConnected = many(({ isSeated }) => isSeated) > 0;
  const gaps = views.reduce((total, view) => total + view.gaps, 0);
  const gapMs = views.reduce((total, view) => total + view.gapMs, 0);
  const reason = views.find((view) => view.isFailing)?.reason ?? reasonOfCarriers(state);
  const hasTrouble = failing > 0 || (!isConnected && reason !== undefined);
  return [
    clockTime(elapsedMs),
    `carriers: ${carriersOf(state)}`,
    `seats: ${many(({ isSeated }) => isSeated)}`,
    `stored: ${sum((each) => each.stored)}`,
    `duplicates: ${sum((each) => each.duplicates)}`,
    `waiting: ${many(({ isWaiting }) => isWaiting)}`,
    ...positive("over", streams.filter(isOver).length),
    ...positive(
      "dead letters",
      sum((each) => each.deadLettered),
    ),
    ...positive("failing", failing),
    ...gapCounts({ gaps, gapMs }, isConnected && !hasTrouble),
    ...(hasTrouble && reason !== undefined ? [`last: ${inWordsOfCommand(reason)}`] : []),
  ].join("  ");
}

interface StreamView {
  readonly isSeated: boolean;
  readonly isWaiting: boolean;
  readonly isFailing: boolean;
  readonly reason: string | undefined;
  readonly gaps: number;
  readonly gapMs: number;
}

function viewOf(stream: FleetStream, connections: readonly Invocation[], nowMs: number): StreamView {
  const up = connections.flatMap(({ connectedAtMs, endedAtMs }) =>
    connectedAtMs === undefined ? [] : [{ fromMs: connectedAtMs, toMs: endedAtMs ?? nowMs }],
  );
  const last = connections.at(-1);
  const hasSeat = connections.some(({ endedAtMs }) => endedAtMs === undefined);
  const hasEnded = isOver(stream) || last?.outcome === "ended";
  const { gaps, gapMs } = coverageOf(up, hasEnded ? undefined : nowMs, CLIENT_TOLERANCE_MS);
  const { failures, reason } = troubleOf(connections);
  return {
    isSeated: hasSeat,
    isWaiting: !hasSeat && !hasEnded,
    isFailing: failures > 0 && !hasEnded,
    ...{ reason, gaps, gapMs },
  };
}

function carriersOf({ invocations }: FleetState): number {
  return new Set(invocations.filter(isAtWork).map(({ streamId }) => streamId)).size;
}

function isAtWork({ endedAtMs }: Invocation): boolean {
  return endedAtMs === undefined;
}

function reasonOfCarriers({ invocations }: FleetState): string | undefined {
  return troubleOf(invocations).failures > 0 ? troubleOf(invocations).reason : undefined;
}
