import type { Outcome } from "./run/outcome.ts";

/** Outcomes as a table: a line for each package, a column for each check; below it what failed. */
export function resultTable(outcomes: readonly Outcome[]): string {
  const checks = [...new Set(outcomes.map(({ check }) => check))];
  const byPackage = Map.groupBy(outcomes, ({ packageName }) => packageName);
  const rows = [...byPackage].map(([name, own]) => [
    name,
    ...checks.map((check) => cellOf(own.find((outcome) => outcome.check === check))),
  ]);
  const table = [["package", ...checks], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const problems = outcomes.flatMap(({ packageName, check, problem }) =>
    problem === undefined ? [] : [`${packageName}, ${check}: ${problem}`],
  );
  return [...lines, ...(problems.length === 0 ? [] : ["", ...problems])].join("\n");
}

function cellOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "-";
  return outcome.problem === undefined ? `${outcome.seconds.toFixed(1)} s` : "FAILED";
}
