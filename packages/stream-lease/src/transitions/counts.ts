import type { Lease, LeaseCounts } from "../types.ts";

export const NOTHING_COUNTED: LeaseCounts = { received: 0, stored: 0, duplicates: 0 };

export function sum(some: LeaseCounts, more: LeaseCounts): LeaseCounts {
  return {
    received: some.received + more.received,
    stored: some.stored + more.stored,
    duplicates: some.duplicates + more.duplicates,
  };
}

/** What the last claim found, and its holder has counted since: the counts without what was handed in late. */
export function booksOf({ counts, late = NOTHING_COUNTED }: Pick<Lease, "counts" | "late">): LeaseCounts {
  return {
    received: counts.received - late.received,
    stored: counts.stored - late.stored,
    duplicates: counts.duplicates - late.duplicates,
  };
}
