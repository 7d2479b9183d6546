import type { EventFailure } from "../errors.ts";
import { MAX_FAILURES_KEPT } from "../limits.ts";
import type { EventSinkStats } from "./outcome.ts";

/** What became of a sink's events: the counts, and the failures. */
export interface Ledger {
  /** In the order in which they came up; the first 1,000. */
  readonly failures: readonly EventFailure[];
  accepted(): void;
  retried(): void;
  stored(sizeBytes: number): void;
  /** `maybeOurs`: the item found may be this very event's own. */
  duplicate(maybeOurs: boolean): void;
  /** The dead-letter store has it. */
  deadLettered(): void;
  /** A duplicate that cost no request. */
  suppressed(): void;
  /** A request is over. */
  replied(throttled: number, writeUnits: number | undefined): void;
  failed(failure: EventFailure): void;
  stats(inFlightBytes: number): EventSinkStats;
}

export function createLedger(): Ledger {
  const failures: EventFailure[] = [];
  const counts = {
    received: 0,
    stored: 0,
    duplicates: 0,
    ambiguousDuplicates: 0,
    deadLettered: 0,
    suppressed: 0,
    requests: 0,
    throttled: 0,
    writeUnits: 0,
    retries: 0,
    storedBytes: 0,
    failed: 0,
  };
  return {
    failures,
    accepted() {
      counts.received += 1;
    },
    retried() {
      counts.retries += 1;
    },
    stored(sizeBytes) {
      counts.stored += 1;
      counts.storedBytes += sizeBytes;
    },
    duplicate(maybeOurs) {
      counts.duplicates += 1;
      if (maybeOurs) counts.ambiguousDuplicates += 1;
    },
    deadLettered() {
      counts.deadLettered += 1;
    },
    suppressed() {
      counts.duplicates += 1;
      counts.suppressed += 1;
    },
    replied(throttled, writeUnits) {
      counts.requests += 1;
      counts.throttled += throttled;
      counts.writeUnits += writeUnits ?? 0;
    },
    failed(failure) {
      counts.failed += 1;
      if (failures.length < MAX_FAILURES_KEPT) failures.push(failure);
    },
    stats(inFlightBytes) {
      const { received, stored, duplicates, deadLettered, failed } = counts;
      const inFlight = received - stored - duplicates - deadLettered - failed;
      return { ...counts, inFlight, inFlightBytes };
    },
  };
}
