import type { PutOutcome } from "../../table/store.ts";

/** What one request did, in numbers. */
export interface RequestCounts {
  readonly events: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly throttled: number;
}

export function countOutcomes(outcomes: readonly PutOutcome[]): RequestCounts {
  const counts = { events: outcomes.length, stored: 0, duplicates: 0, throttled: 0 };
  for (const outcome of outcomes) {
    if (outcome.kind === "stored") counts.stored += 1;
    else if (outcome.kind === "exists") counts.duplicates += 1;
    else if (outcome.kind === "transient" && outcome.throttled) counts.throttled += 1;
  }
  return counts;
}
