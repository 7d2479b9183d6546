import type { Row } from "../contest.ts";

const HEADINGS = [
  "what",
  "beside",
  "ratio (min to max)",
  "goal",
  "ours",
  "theirs",
  "unit",
  "CPU",
  "GC, ms",
] as const;

/** A table for documents. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(HEADINGS), line(HEADINGS.map(() => "---")), ...rows.map((row) => line(cellsOf(row)))].join(
    "\n",
  );
}

/** A table for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const table = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf(row: Row): string[] {
  const { name, peer, ratio, min, max, ours, theirs, unit, better, delivers, cpu, gcMs } = row;
  const direction = better === "higher" ? "" : ", less is better";
  return [
    withDelivery(name, delivers?.ours),
    withDelivery(peer, delivers?.theirs),
    `${ratio} (${min} to ${max})`,
    goalOf(row),
    String(ours),
    String(theirs),
    `${unit}${direction}`,
    `${cpu.ratio} (${cpu.ours} : ${cpu.theirs} ${cpu.unit})`,
    `${gcMs.ours} : ${gcMs.theirs}`,
  ];
}

function withDelivery(name: string, delivers: string | undefined): string {
  return delivers === undefined ? name : `${name} (${delivers})`;
}

function goalOf({ goal, goalOn, better, met, unit }: Row): string {
  if (goal === undefined) return "";
  const bound = better === "higher" ? ">=" : "<=";
  return `${bound} ${goal}${goalUnit(goalOn, unit)}: ${met ? "met" : "missed"}`;
}

function goalUnit(goalOn: Row["goalOn"], unit: string): string {
  if (goalOn === "ours") return ` ${unit}`;
  return goalOn === "difference" ? ` ${unit} more` : "";
}
