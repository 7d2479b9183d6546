import { safeText } from "./safe-text.ts";

const BETWEEN_COLUMNS = "  ";

/** Rows as lines whose columns stand below each other, the head first. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map(safeText));
  const widths = head.map((_, column) =>
    cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(BETWEEN_COLUMNS)
      .trimEnd(),
  );
}
