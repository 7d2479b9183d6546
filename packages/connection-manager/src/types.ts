/**
 * How a connection came out.
 *
 * - `ended`: the source said that the stream is over
 * - `interrupted`: the connection is over, the stream is not; connect again
 * - `refused`: the source refuses the stream, and no retry can mend it
 */
export type ConnectionOutcome = "ended" | "interrupted" | "refused";

/** What one connection did. Plain JSON. */
export interface ConnectionReport {
  readonly outcome: ConnectionOutcome;
  readonly streamId: string;
  /** The end signal, as `parseEndSignal` reads it, when the stream ended. */
  readonly signal?: string;
  /** Why the connection is over, in words, when the stream did not end. */
  readonly reason?: string;
  /** Events taken from the stream. */
  readonly received: number;
  /** Events that this connection added to the table. */
  readonly stored: number;
  /** Events that the table had already. */
  readonly duplicates: number;
  readonly bytesReceived: number;
  /** Bytes of a record that the end of the connection cut off; they are not stored. */
  readonly truncatedBytes: number;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** When the response's headers were there, in epoch milliseconds; absent when they never were. */
  readonly connectedAtMs?: number;
  /** When the last byte had been read, in epoch milliseconds; what was received is durable a little later. */
  readonly endedAtMs: number;
  /** How long the last writes took to become durable, in milliseconds. */
  readonly flushMs: number;
}
