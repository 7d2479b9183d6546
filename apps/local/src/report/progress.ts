import type { Invocation } from "../lambda/invocation.ts";
import type { SourceRequests } from "../lambda/source-requests.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { Notices } from "./notices.ts";
import { inWordsOfCommand } from "./remedies.ts";
import { clockTime } from "./timetable.ts";
import { troubleOf } from "./trouble.ts";

const TTY_INTERVAL_MS = 200;
const PLAIN_INTERVAL_MS = 5_000;
/** A terminal that does not say how wide it is, or says 0. */
const DEFAULT_COLUMNS = 80;
const ERASE_LINE = "\r\u001b[2K";

/** Where progress goes. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** How far a run is. */
export interface ProgressState {
  readonly line: string;
  /** What is connected: a change of it is worth a line. */
  readonly connected: string;
  /** Troubles that have not been told before: each has a line of its own, at once. */
  readonly notices: readonly string[];
}

/** Says how far a run is. */
export type ProgressView = (elapsedMs: number, nowMs: number) => ProgressState;

/**
 * Shows how far a run is: one line that updates on a terminal, a line every 5 s and at each change elsewhere; and each trouble, as soon
 * as it is known, in a line that stays.
 */
export class Progress {
  private readonly output: ProgressOutput;
  private readonly view: ProgressView;
  private readonly startMs = Date.now();
  private readonly timer: NodeJS.Timeout;
  private shownAtMs = 0;
  private shownConnected = "";

  constructor(output: ProgressOutput, view: ProgressView) {
    this.output = output;
    this.view = view;
    this.timer = setInterval(() => this.show(), TTY_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.look();
    if (this.output.isTTY) this.output.write(ERASE_LINE);
  }

  /** How far the run is; what is new of its troubles is told. */
  private look(nowMs = Date.now()): ProgressState {
    const elapsedMs = nowMs - this.startMs;
    const state = this.view(elapsedMs, nowMs);
    for (const notice of state.notices) {
      this.output.write(
        `${this.output.isTTY ? ERASE_LINE : ""}${clockTime(elapsedMs)}  Trouble: ${notice}\n`,
      );
    }
    return state;
  }

  private show(): void {
    const nowMs = Date.now();
    const { line, connected } = this.look(nowMs);
    if (this.output.isTTY) {
      this.output.write(ERASE_LINE + line.slice(0, (this.output.columns || DEFAULT_COLUMNS) - 1));
      return;
    }
    if (connected === this.shownConnected && nowMs - this.shownAtMs < PLAIN_INTERVAL_MS) return;
    this.shownAtMs = nowMs;
    this.shownConnected = connected;
    this.output.write(`${line}\n`);
  }
}

/**
 * How far one stream is.
 *
 * @param requests what the function asks of a source of the user's own
 */
export function streamProgress(invocations: readonly Invocation[], requests?: SourceRequests): ProgressView {
  const notices = new Notices(requests);
  return (elapsedMs, nowMs) => {
    const connected = connectedBranches(invocations);
    const line = progressLine(invocations, connected, elapsedMs, nowMs);
    return { connected, line, notices: notices.fresh(invocations, nowMs) };
  };
}

/**
 * One line: time, connected branches, events stored, duplicates, dead letters and failures in a row if there are any, gaps so far,
 * and what went wrong last while nothing is connected or connections fail. "No gap" is only said of a stream that is connected, or
 * over.
 */
export function progressLine(
  invocations: readonly Invocation[],
  connected: string,
  elapsedMs: number,
  nowMs: number,
): string {
  const sum = (count: (invocation: Invocation) => number) =>
    invocations.reduce((total, each) => total + count(each), 0);
  const up = invocations.flatMap(({ connectedAtMs, endedAtMs }) =>
    connectedAtMs === undefined ? [] : [{ fromMs: connectedAtMs, toMs: endedAtMs ?? nowMs }],
  );
  const streamEndedAtMs = invocations.find(({ outcome }) => outcome === "ended")?.endedAtMs;
  const { gaps, gapMs } = coverageOf(up, streamEndedAtMs ?? nowMs, CLIENT_TOLERANCE_MS);
  const { failures, reason } = troubleOf(invocations);
  const isFailing = failures > 0 || (connected === "none" && streamEndedAtMs === undefined);
  const counts = [
    `connected: ${connected}`,
    `stored: ${sum((each) => each.stored)}`,
    `duplicates: ${sum((each) => each.duplicates)}`,
    ...positive(
      "dead letters",
      sum((each) => each.deadLettered),
    ),
    ...positive(
      "frames passed over",
      sum((each) => each.framesSkipped),
    ),
    ...positive("failures", failures),
    ...gapCounts({ gaps, gapMs }, !isFailing),
    ...(isFailing && reason !== undefined ? [`last: ${inWordsOfCommand(reason)}`] : []),
  ];
  return [clockTime(elapsedMs), ...counts].join("  ");
}

/**
 * Seen from the client, the old connection's end and the new one's headers arrive in either order when the source swaps
 * one for the other: a pause up to this long is no gap.
 */
export const CLIENT_TOLERANCE_MS = 50;

/** The gaps, or that there is none where that may be said. */
export function gapCounts({ gaps, gapMs }: Pick<Coverage, "gaps" | "gapMs">, isSound: boolean): string[] {
  if (gaps > 0) return [`${gaps} ${gaps === 1 ? "gap" : "gaps"} (${(gapMs / 1000).toFixed(1)} s)`];
  return isSound ? ["no gap"] : [];
}

/** A count as it stands in a line, when there is anything to count. */
export function positive(what: string, count: number): string[] {
  return count > 0 ? [`${what}: ${count}`] : [];
}

function connectedBranches(invocations: readonly Invocation[]): string {
  const up = invocations.filter(
    ({ connectedAtMs, endedAtMs }) => connectedAtMs !== undefined && endedAtMs === undefined,
  );
  return up.map(({ branch }) => branch).join("+") || "none";
}
