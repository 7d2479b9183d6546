/**
 * How long after the end of a fault the stream may still be without a connection, in milliseconds. What is not said to be
 * otherwise adds up a few requests, a cold start and a state machine's transitions.
 */
export const ALLOWANCE_MS = {
  /** Looking at the lease and opening a connection again; what the source asks for by `retry` comes on top. */
  reconnect: 5_000,
  /** The state machine looks at the lease, waits a second, and invokes the function, whose connection then has to come up. */
  invocation: 15_000,
  /** One or two requests to the lease that are made again after their time is up. */
  leaseRequest: 8_000,
  /** The state machine waits up to 30 s before it asks DynamoDB or Lambda again; then come invocation and connection. */
  tableTrouble: 50_000,
  throttle: 50_000,
} as const;

/** What a task's `TimeoutSeconds` is above the function's lifetime, in milliseconds. */
export const LOST_ANSWER_MARGIN_MS = 30_000;
