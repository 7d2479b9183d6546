import type { Results } from "./run/run-all.ts";
import type { ServerResult } from "./run/server-result.ts";

const HEAD = [
  "server",
  "group",
  "published",
  "stored",
  "lost",
  "twice",
  "foreign",
  "handovers",
  "seconds",
  "",
];
const TEXT_COLUMNS = 2;

/** The results as lines of a table, a server each; below them what is not as it must be. */
export function resultTable({ servers }: Pick<Results, "servers">): string {
  const rows = [HEAD, ...servers.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => aligned(cell, widths, column))
      .join("  ")
      .trimEnd(),
  );
  const problems = servers.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`));
  return [...lines, ...(problems.length === 0 ? [] : ["", ...problems])].join("\n");
}

function rowOf(result: ServerResult): string[] {
  const { name, group, published, stored, lost, twice, foreign, handovers, seconds, problems } = result;
  const verdict = problems.length > 0 ? "FAILED" : result.replays ? "passed" : "passed (does not replay)";
  return [
    ...[name, group],
    ...[published, stored, lost, twice, foreign, handovers].map(String),
    ...[seconds.toFixed(1), verdict],
  ];
}

function aligned(cell: string, widths: readonly number[], column: number): string {
  const width = widths[column] ?? 0;
  const isText = column < TEXT_COLUMNS || column === widths.length - 1;
  return isText ? cell.padEnd(width) : cell.padStart(width);
}
