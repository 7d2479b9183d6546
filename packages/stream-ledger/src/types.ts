/** A time from one moment to another, in epoch milliseconds. */
export interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Which connection of which stream: what its record is found by. */
export interface ConnectionKey {
  readonly streamId: string;
  /** When the stream was claimed for it, in epoch milliseconds; without a lease, when it was asked for. */
  readonly claimedAtMs: number;
  /** The epoch of its claim; 0 without a lease. */
  readonly epoch: number;
  /** Of the claim, unique: such as the request id of the invocation. */
  readonly claimId: string;
}

/** What a connection has taken from its stream. */
export interface ConnectionCounts {
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
}

/** A time inside a connection without a connection to the source, until it was opened again. */
export interface Reopening {
  /** Epoch milliseconds. */
  readonly brokeAtMs: number;
  /** In words. */
  readonly why: string;
  /**
   * Where it was noticed by its silence: since when nothing had come, in epoch milliseconds. Whether it was up from then until it was
   * given up, nobody knows.
   */
  readonly silentSinceMs?: number;
  /** Epoch milliseconds; absent when it was never back. */
  readonly backAtMs?: number;
}

/** What is told of the reopenings after the first `MAX_REOPENINGS`: that there were some, and in which time. */
export interface FurtherReopenings {
  readonly count: number;
  /** When the first of them broke, in epoch milliseconds. */
  readonly fromMs: number;
  /** When the last of them was back, in epoch milliseconds; absent when it never was. */
  readonly untilMs?: number;
  /** How long it was without a connection, in milliseconds, in those that were back. */
  readonly downMs: number;
}

/**
 * What shows that nothing fell between this connection and the one before.
 *
 * - `event`: it received an event that another connection had stored
 * - `overlap`: it was up before the other one was gone
 * - `none`: neither can be shown; `why` says what stood in the way
 */
export interface Handover {
  readonly proof: "overlap" | "event" | "none";
  /** How long both were up, or how long events came that both had, in milliseconds. */
  readonly overlapMs?: number;
  /** How many events both have received. */
  readonly events?: number;
  readonly why?: string;
}

/** What is told of a connection that its own record and an inference have in common. Moments are epoch milliseconds. */
export interface ConnectionFacts {
  /** The branch that it was claimed for. */
  readonly holder: string;
  /** The id of the carrier on which the stream had its seat. */
  readonly carrier?: string;
  /** Where it ran: `lambda`, `local`, ... */
  readonly host: string;
  /** When it cannot be alive any more, whatever becomes of it. */
  readonly deadlineMs?: number;
  /** When it was first up: the headers of the response were there. */
  readonly connectedAtMs?: number;
  /** When the lease had taken that it was up. */
  readonly confirmedAtMs?: number;
  /** When it saw that its successor was up. */
  readonly supersededAtMs?: number;
  readonly endedAtMs?: number;
  /** How it came out: `superseded`, `expired`, `ended`, ..., `killed`. */
  readonly outcome?: string;
  /** In words. */
  readonly reason?: string;
  /** The id of the last event, or the last one that is known. */
  readonly lastId?: string;
  readonly lastEventAtMs?: number;
}

/** One connection of a stream, from its claim to its end. */
export interface ConnectionRecord extends ConnectionKey, ConnectionFacts {
  readonly counts: ConnectionCounts;
  /** Bytes of the stream that it has read. */
  readonly bytes: number;
  readonly firstId?: string;
  /** The first `MAX_REOPENINGS`. */
  readonly reopenings: readonly Reopening[];
  readonly furtherReopenings?: FurtherReopenings;
  /** Where it ended by its silence, as of a reopening. */
  readonly silentSinceMs?: number;
  /** Absent when nobody had the stream before it. */
  readonly handover?: Handover;
  /** Times in which it was up without a break, known from elsewhere: while it lived it could not say more than that it began. */
  readonly knownUp?: readonly Interval[];
  /** The names of the fields that it has not said itself. */
  readonly inferred?: readonly string[];
}

/** Who tells of a connection that cannot: the one that came after it, or what ran it. */
export type Witness = "successor" | "host";

/** What somebody else tells of a connection that was killed. */
export interface Inference extends ConnectionKey, ConnectionFacts {
  readonly by: Witness;
  /** Times in which it was up without a break. */
  readonly knownUp?: readonly Interval[];
}

/** Which page of a stream's connections is wanted. */
export interface PageRequest {
  readonly streamId: string;
  /** Claimed from then on: a date or a time in UTC, such as `2030-01-31` or `2030-01-31T12:00:00Z`. Default: from the first on. */
  readonly since?: string | undefined;
  /** Claimed until then, all of that day, minute or second included. Default: up to the last. */
  readonly until?: string | undefined;
  /** Connections at most. Default 100. */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly next?: string | undefined;
}

/** Of which times of which stream records are wanted. */
export interface ReadRequest {
  readonly streamId: string;
  /** Epoch milliseconds. Default: from the first record on. */
  readonly sinceMs?: number | undefined;
  /** Epoch milliseconds. Default: up to the last record. */
  readonly untilMs?: number | undefined;
}
