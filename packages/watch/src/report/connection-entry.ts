import type {
  ConnectionCounts,
  ConnectionRecord,
  FurtherReopenings,
  Handover,
  Interval,
  Reopening,
} from "@unbounded-streams/stream-ledger";

/** A connection as it is shown: its record without the id of its claim. Moments are epoch milliseconds. */
export interface ConnectionEntry {
  /** Of its claim; 0 without a lease. */
  readonly epoch: number;
  readonly holder: string;
  readonly carrier?: string;
  readonly host: string;
  readonly claimedAtMs: number;
  /** When it cannot be alive any more. */
  readonly deadlineMs?: number;
  readonly connectedAtMs?: number;
  /** When its lease had been told that it is up. */
  readonly confirmedAtMs?: number;
  readonly supersededAtMs?: number;
  /** Absent while it goes on, or when nobody knows how it ended. */
  readonly endedAtMs?: number;
  readonly outcome?: string;
  readonly reason?: string;
  readonly counts: ConnectionCounts;
  readonly bytes: number;
  readonly lastEventAtMs?: number;
  readonly reopenings: readonly Reopening[];
  readonly furtherReopenings?: FurtherReopenings;
  readonly handover?: Handover;
  /** Where it was its silence by which its end was noticed: since when nothing had come. */
  readonly silentSinceMs?: number;
  /** Times in which it was up without a break, known from elsewhere. */
  readonly knownUp?: readonly Interval[];
  /** The names of the fields that it has not said itself. */
  readonly inferred?: readonly string[];
}

/** What of a record is shown; a field that a later version writes is not. */
export function connectionEntry(record: ConnectionRecord): ConnectionEntry {
  const { epoch, holder, carrier, host, claimedAtMs, connectedAtMs, supersededAtMs, endedAtMs } = record;
  const { outcome, reason, counts, bytes, lastEventAtMs, reopenings, furtherReopenings } = record;
  const { handover, inferred, deadlineMs, knownUp, silentSinceMs, confirmedAtMs } = record;
  const optional = {
    ...{ carrier, connectedAtMs, supersededAtMs, endedAtMs, outcome, reason, lastEventAtMs },
    ...{ furtherReopenings, handover, inferred, deadlineMs, knownUp, silentSinceMs, confirmedAtMs },
  };
  return {
    ...{ epoch, holder, host, claimedAtMs, counts, bytes, reopenings },
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Pick<
      ConnectionEntry,
      keyof ConnectionEntry & keyof typeof optional
    >),
  };
}

/** How long a connection was up, from its first response to its end, in milliseconds; undefined when one of them is not known. */
export function upMs({
  connectedAtMs,
  endedAtMs,
}: Pick<ConnectionEntry, "connectedAtMs" | "endedAtMs">): number | undefined {
  return connectedAtMs === undefined || endedAtMs === undefined ? undefined : endedAtMs - connectedAtMs;
}

/** How often it was opened again. */
export function reopenedTimes({
  reopenings,
  furtherReopenings,
}: Pick<ConnectionEntry, "reopenings" | "furtherReopenings">): number {
  return reopenings.length + (furtherReopenings?.count ?? 0);
}

/** The proof of the handover to a connection, in words. */
export function handoverText(handover: Handover | undefined): string {
  if (handover === undefined) return "-";
  const { proof, overlapMs, events, why } = handover;
  if (proof === "none") return why === undefined ? "not provable" : `not provable: ${why}`;
  const parts = [
    ...(overlapMs === undefined ? [] : [`${overlapMs} ms`]),
    ...(events === undefined ? [] : [`${events} ${events === 1 ? "event" : "events"}`]),
  ];
  return [proof === "event" ? "same event" : "overlap", ...parts].join(", ");
}
