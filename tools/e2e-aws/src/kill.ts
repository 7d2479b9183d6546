/** Functions that were killed while one of them held the stream. */
export interface Kill {
  /** Of the connection that held it. */
  readonly epoch: number;
  /** When they were gone, in epoch milliseconds. */
  readonly atMs: number;
}
