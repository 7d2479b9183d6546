import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";

/** A time to count from. */
export const T0 = Date.UTC(2030, 0, 1, 12);

/** A connection from a second to a second after `T0`, by its own word. */
export function connection(
  epoch: number,
  fromSeconds: number,
  untilSeconds: number,
  changes: Partial<ConnectionRecord> = {},
): ConnectionRecord {
  return {
    streamId: "weather",
    claimedAtMs: T0 + fromSeconds * 1_000,
    epoch,
    claimId: `secret-claim-${epoch}`,
    holder: epoch % 2 === 0 ? "A" : "B",
    host: "lambda",
    deadlineMs: T0 + (fromSeconds + 900) * 1_000,
    connectedAtMs: T0 + fromSeconds * 1_000,
    endedAtMs: T0 + untilSeconds * 1_000,
    outcome: "superseded",
    counts: { received: 10 * epoch, stored: 9 * epoch, duplicates: epoch, deadLettered: 0 },
    bytes: 1_000,
    lastEventAtMs: T0 + untilSeconds * 1_000 - 500,
    reopenings: [],
    ...changes,
  };
}

/** What such a connection says when it is up. */
export function openedOf(record: ConnectionRecord): ConnectionRecord {
  const { endedAtMs: _, outcome: __, lastEventAtMs: ___, ...opened } = record;
  return { ...opened, counts: { received: 0, stored: 0, duplicates: 0, deadLettered: 0 } };
}
