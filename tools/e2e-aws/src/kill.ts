/** Functions that were killed while one of them held the stream. */
export interface Kill {
  /** Of the connection that held it. */
  readonly epoch: number;
  /** When that one was first up, by its lease, and until when the lease had shown before the kill that it was, in epoch milliseconds. */
  readonly connectedAtMs: number;
  readonly upUntilMs: number;
  /** When they were gone, in epoch milliseconds. */
  readonly atMs: number;
}
