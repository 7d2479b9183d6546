import { coverageOf } from "./coverage.ts";
import type { Invocation } from "./lambda/invocation.ts";
import { clockTime } from "./timetable.ts";

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

/** Shows how far a run is: one line that updates on a terminal, a line every 5 s and at each change elsewhere. */
export class Progress {
  private readonly output: ProgressOutput;
  private readonly invocations: readonly Invocation[];
  private readonly startMs = Date.now();
  private readonly timer: NodeJS.Timeout;
  private shownAtMs = 0;
  private shownConnected = "";

  constructor(output: ProgressOutput, invocations: readonly Invocation[]) {
    this.output = output;
    this.invocations = invocations;
    this.timer = setInterval(() => this.show(), TTY_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.output.isTTY) this.output.write(ERASE_LINE);
  }

  private show(): void {
    const nowMs = Date.now();
    const connected = connectedBranches(this.invocations);
    const line = progressLine(this.invocations, connected, nowMs - this.startMs, nowMs);
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

/** One line: time, connected branches, events stored, duplicates, gaps so far. */
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
  const gapText =
    gaps === 0 ? "no gap" : `${gaps} ${gaps === 1 ? "gap" : "gaps"} (${(gapMs / 1000).toFixed(1)} s)`;
  const stored = sum((each) => each.stored);
  const duplicates = sum((each) => each.duplicates);
  const counts = `stored: ${stored}  duplicates: ${duplicates}  ${gapText}`;
  const why = connected === "none" ? failureText(invocations) : "";
  return `${clockTime(elapsedMs)}  connected: ${connected}  ${counts}${why}`;
}

/**
 * Seen from the client, the old connection's end and the new one's headers arrive in either order when the source swaps
 * one for the other: a pause up to this long is no gap.
 */
export const CLIENT_TOLERANCE_MS = 50;

function failureText(invocations: readonly Invocation[]): string {
  const last = invocations.findLast(({ endedAtMs }) => endedAtMs !== undefined);
  return last?.reason === undefined ? "" : `  last: ${last.reason}`;
}

function connectedBranches(invocations: readonly Invocation[]): string {
  const up = invocations.filter(
    ({ connectedAtMs, endedAtMs }) => connectedAtMs !== undefined && endedAtMs === undefined,
  );
  return up.map(({ branch }) => branch).join("+") || "none";
}
