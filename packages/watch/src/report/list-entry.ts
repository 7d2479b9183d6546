import type { Lease } from "@unbounded-streams/stream-lease";
import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";

/** A stream as it is shown: its lease without the id of the claim and what is needed to go on. Moments are epoch milliseconds. */
export interface StreamEntry {
  readonly streamId: string;
  /** `running`, `ended`, `stopped` or `failed`; `unreadable` where something else wrote the record, of which nothing else is known. */
  readonly status: string;
  /** The branch that claimed last. */
  readonly holder?: string;
  readonly carrier?: string;
  readonly epoch: number;
  readonly connections: number;
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
  /** Claims in a row without progress. */
  readonly failures: number;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly claimedAtMs?: number;
  readonly connectedAtMs?: number;
  readonly handoverAtMs?: number;
  readonly expiresAtMs?: number;
  readonly waitingSinceMs?: number;
  readonly failingSinceMs?: number;
  readonly lastError?: string;
  readonly reason?: string;
  /** The last event that is known of; absent without a ledger, or while its connections have said nothing. */
  readonly lastEventAtMs?: number;
}

/** A stream whose record something else wrote. */
export interface UnreadableLease {
  readonly streamId: string;
  /** What is wrong with it, in words. */
  readonly why: string;
}

/** What of a lease is shown. */
export function streamEntry(lease: Lease, lastEventAtMs?: number): StreamEntry {
  const { streamId, status, epoch, connections, failures, startedAtMs, counts } = lease;
  const { holder, carrier, endedAtMs, claimedAtMs, connectedAtMs, handoverAtMs, expiresAtMs } = lease;
  const { waitingSinceMs, failingSinceMs, lastError, reason } = lease;
  const { received, stored, duplicates } = counts;
  const optional = {
    ...{ holder, carrier, endedAtMs, claimedAtMs, connectedAtMs, handoverAtMs, expiresAtMs },
    ...{ waitingSinceMs, failingSinceMs, lastError, reason, lastEventAtMs },
  };
  return {
    ...{ streamId, status, epoch, connections, received, stored, duplicates, failures, startedAtMs },
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Pick<
      StreamEntry,
      keyof StreamEntry & keyof typeof optional
    >),
  };
}

/** What is shown of a stream whose record cannot be read. */
export function unreadableEntry({ streamId, why }: UnreadableLease): StreamEntry {
  const counts = { received: 0, stored: 0, duplicates: 0 };
  const none = { epoch: 0, connections: 0, failures: 0, startedAtMs: 0 };
  return { streamId, status: "unreadable", ...none, ...counts, reason: why };
}

/** When the last event came that these connections have told of. */
export function lastEventMs(records: readonly ConnectionRecord[]): number | undefined {
  const moments = records.flatMap(({ lastEventAtMs }) => lastEventAtMs ?? []);
  return moments.length === 0 ? undefined : Math.max(...moments);
}

/** What a stream does, in a word or two, as it was told. */
export function stateOf(
  { status, holder, connectedAtMs, expiresAtMs = 0, waitingSinceMs, failures }: StreamEntry,
  nowMs: number,
): string {
  if (status !== "running") return status;
  if (waitingSinceMs !== undefined && (holder === undefined || expiresAtMs < nowMs)) return "waiting";
  if (holder === undefined) return "starting";
  if (expiresAtMs < nowMs) return "not held";
  if (connectedAtMs === undefined) return failures > 1 ? "failing" : "connecting";
  return "connected";
}
