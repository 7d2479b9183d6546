/**
 * How a connection came out.
 *
 * - `ended`: the source said that the stream is over
 * - `stopped`: somebody stopped the stream
 * - `superseded`: another connection holds the stream; without having connected, when the claim was lost
 * - `expired`: the invocation's time is up; the stream goes on
 * - `interrupted`: the connection is over, the stream is not (without a lease only: with one it is reopened)
 * - `refused`: the source refuses the stream, and no retry can mend it
 */
export type ConnectionOutcome = "ended" | "stopped" | "superseded" | "expired" | "interrupted" | "refused";

/** What one invocation did for its stream. Plain JSON; moments are epoch milliseconds. */
export interface ConnectionReport {
  readonly outcome: ConnectionOutcome;
  readonly streamId: string;
  /** The end signal, as `parseEndSignal` reads it, when the stream ended. */
  readonly signal?: string;
  /** Why the connection is over, in words, when the stream did not end. */
  readonly reason?: string;
  /** The lease's epoch while this connection held it. */
  readonly epoch?: number;
  /** Events taken from the stream. */
  readonly received: number;
  /** Events that this connection added to the table. */
  readonly stored: number;
  /** Events that the table had already. */
  readonly duplicates: number;
  /** Events that the table cannot take, kept by the dead-letter store. */
  readonly deadLettered: number;
  /** Frames that cannot be stored, and that no dead-letter store keeps: passed over, with an excerpt in the log. */
  readonly framesSkipped: number;
  /** Frames, of a stream that is resumed, without an id that it can be resumed from. */
  readonly cursorless: number;
  readonly bytesReceived: number;
  /** Bytes of records that the end of a connection cut off; they are not stored. */
  readonly truncatedBytes: number;
  /** Times that the connection was opened again within the invocation. */
  readonly reconnects: number;
  /** Times that the source could not resume from the checkpoint (410), so that events may be missing. */
  readonly resumesRefused: number;
  /** The id of the newest event up to which everything is durable, when events have ids. */
  readonly checkpoint?: string;
  /** What this connection knows of the handover to it. */
  readonly handover?: HandoverProof;
  /** Calls of the ledger that failed; absent when none did. */
  readonly ledgerFailures?: number;
  readonly startedAtMs: number;
  /** When the first response's headers were there; absent when they never were. */
  readonly connectedAtMs?: number;
  /** When the last byte had been read; what was received is durable a little later. */
  readonly endedAtMs: number;
  /** How long each phase took, in milliseconds. */
  readonly phases: ConnectionPhases;
}

/** How long each phase of an invocation took, in milliseconds. */
export interface ConnectionPhases {
  /** Claiming the lease. */
  readonly claimMs: number;
  /** From the first request to the first response's headers. */
  readonly connectMs: number;
  /** Confirming on the lease that the connection is up. */
  readonly confirmMs: number;
  /** Reading, pauses between connections included. */
  readonly readMs: number;
  /** From the moment at which the successor's connection was seen to the last byte read. */
  readonly drainMs: number;
  /** Until the last writes were durable. */
  readonly flushMs: number;
}

/** What a connection can say of the handover to it. */
export interface HandoverProof {
  /** Whether it received an event that another connection had stored: proof that nothing fell between the two. */
  readonly proven: boolean;
  /**
   * Whether any event came that could prove it: one with an id, or a key other than its data's SHA-1, and only once. False
   * says that nothing can be known, which is no sign of a loss.
   */
  readonly provable: boolean;
  /** Such events. */
  readonly overlapEvents: number;
  /** From the start of this connection to the last such event, in milliseconds. */
  readonly overlapMs: number;
}
