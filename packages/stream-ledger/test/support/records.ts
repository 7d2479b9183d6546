import type { ConnectionRecord, Inference } from "../../src/index.ts";

/** A time to count from: round in milliseconds, so that a difference is easy to see. */
export const T0 = Date.UTC(2030, 0, 1);

/** A connection that held its stream for a minute, from `T0` on. */
export function recordOf(changes: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    streamId: "weather",
    claimedAtMs: T0,
    epoch: 2,
    claimId: "request-1",
    holder: "A",
    host: "lambda",
    deadlineMs: T0 + 900_000,
    connectedAtMs: T0 + 100,
    confirmedAtMs: (changes.connectedAtMs ?? T0 + 100) + 20,
    endedAtMs: T0 + 60_000,
    outcome: "superseded",
    counts: { received: 7, stored: 5, duplicates: 2, deadLettered: 0 },
    bytes: 4_711,
    reopenings: [],
    ...changes,
  };
}

/** What such a connection says when it is up. */
export function openedOf(record: ConnectionRecord): ConnectionRecord {
  const { endedAtMs: _, outcome: __, reason: ___, ...opened } = record;
  return {
    ...opened,
    counts: { received: 0, stored: 0, duplicates: 0, deadLettered: 0 },
    bytes: 0,
    reopenings: [],
  };
}

/** What the next connection tells of it. */
export function inferenceOf(changes: Partial<Inference> = {}): Inference {
  return {
    by: "successor",
    streamId: "weather",
    claimedAtMs: T0,
    epoch: 2,
    claimId: "request-1",
    holder: "A",
    host: "lambda",
    endedAtMs: T0 + 50_000,
    outcome: "killed",
    ...changes,
  };
}
