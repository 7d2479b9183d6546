import type { Invocation } from "../lambda/invocation.ts";
import type { WaitRecord } from "../step-functions/wait-records.ts";

interface Stay {
  readonly branch: string;
  readonly what: string;
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** The table of processing times of the article: when each branch waited and when it held a connection. */
export function timetable(
  waits: readonly WaitRecord[],
  invocations: readonly Invocation[],
  startMs: number,
): string {
  const stays: Stay[] = [
    ...waits.map((wait) => ({ ...wait, what: wait.state })),
    ...invocations.map(({ branch, startedAtMs, endedAtMs, outcome }) => ({
      branch,
      what: `connection${outcome === undefined ? "" : ` (${outcome})`}`,
      fromMs: startedAtMs,
      toMs: endedAtMs,
    })),
  ];
  const branches = [...new Set(stays.map(({ branch }) => branch))].toSorted();
  const moments = stays.flatMap(({ branch, what, fromMs, toMs }) => {
    const start = { atMs: fromMs, branch, text: `${what.replace(/ \((?!\d).*/, "")} start` };
    if (toMs === undefined) return [start];
    return [start, { atMs: toMs, branch, text: `${what} end after ${clockTime(toMs - fromMs)}` }];
  });
  const rows = moments
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, branch, text }) => [
      clockTime(atMs - startMs),
      ...branches.map((name) => (name === branch ? text : "")),
    ]);
  return align([["time", ...branches.map((name) => `branch ${name}`)], ...rows]);
}

/** `00:01:12.791` */
export function clockTime(ms: number): string {
  return new Date(Math.max(0, Math.round(ms))).toISOString().slice(11, 23);
}

function align(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
