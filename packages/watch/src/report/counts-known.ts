import type { ConnectionEntry } from "./connection-entry.ts";

/** Whether it is known what a connection has counted: it has said how it ended, or has counted something before. */
export function countsKnown({
  counts,
  endedAtMs,
  inferred = [],
}: Pick<ConnectionEntry, "counts" | "endedAtMs" | "inferred">): boolean {
  const hasSaid = endedAtMs !== undefined && !inferred.includes("endedAtMs");
  return hasSaid || Object.values(counts).some((count) => count > 0);
}
