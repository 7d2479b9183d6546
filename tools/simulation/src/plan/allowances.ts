/**
 * How long after the end of a fault the stream may still be without a connection, in milliseconds. What is not said to be
 * otherwise adds up a few requests, a cold start and a state machine's transitions.
 */
export const ALLOWANCE_MS = {
  /** Looking at the lease and opening a connection again; what the source asks for by `retry` comes on top. */
  reconnect: 3_000,
  /** The first pause after 429, and the jitter of the others; each is twice as long as the one before. */
  tooManyRequests: 10_000,
  /** The state machine looks at the lease, waits a second, and invokes the function, whose connection then has to come up. */
  invocation: 6_000,
  /**
   * On a source that allows one connection: an older connection that is displaced before its time sees that within 4 s,
   * and the newer one, which has been turned away meanwhile, asks again after its longest pause, which comes on top.
   */
  displacement: 5_000,
  /** A request to the lease is made again at once, */
  leaseFault: 1_500,
  /** or after the 2 s in which an answer should have come. */
  leaseSilence: 5_000,
  /** A write of an event is made again, at the latest when an answer should have come and the longest pause is over. */
  writeFault: 8_000,
  /** The state machine waits a second, then two, before it asks again, and invokes the function only then. */
  machineFault: 8_000,
  /** It gives a request up after 15 s. */
  machineSilence: 35_000,
  /** The state machine waits up to 30 s before it asks DynamoDB or Lambda again; then come invocation and connection. */
  tableTrouble: 50_000,
  throttle: 50_000,
  /** The longest pause of the state machine, which may have begun when connections last failed. */
  longestPause: 301_000,
} as const;

/** What a task's `TimeoutSeconds` is above the function's lifetime, in milliseconds. */
export const LOST_ANSWER_MARGIN_MS = 30_000;
