import type { Terms } from "./read-terms.ts";

const RULE = "-".repeat(80);

/** What a bundle says of the packages inside it: each text once, below the packages that it holds for. */
export function noticeText(terms: readonly Terms[]): string {
  const byText = Map.groupBy(
    [...terms].sort((a, b) => compare(`${a.name}@${a.version}`, `${b.name}@${b.version}`)),
    ({ text }) => text,
  );
  const parts = [...byText].map(([text, holders]) => {
    const names = new Set(holders.map(({ name, version, licence }) => `${name} ${version} (${licence})`));
    return [...names, ...(text === "" ? [] : ["", text])].join("\n");
  });
  return `${["This package contains code of these, under these terms.", ...parts].join(`\n\n${RULE}\n\n`)}\n`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
