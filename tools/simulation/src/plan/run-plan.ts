/** Something that is done to the world at a moment; moments and durations in milliseconds from the start of the run. */
export interface Accident {
  readonly atMs: number;
  readonly kind: AccidentKind;
  /** How long it lasts, for those that last. */
  readonly durationMs: number;
}

/**
 * - `drop`, `close`, `stall`: a connection is reset, is closed properly, falls silent
 * - `unauthorized`: a connection is closed, and the next request is answered 401
 * - `outage`: the source refuses connections; `slow-connects`: it takes them on late
 * - `kill`: an invocation is killed; `zombie`: Step Functions is told so, and it goes on for a while
 * - `throttle`: Lambda turns invocations away; `table-trouble`: most requests to DynamoDB go wrong
 * - `failing`: every connection fails right after its claim
 * - `abort`: the execution is stopped by hand, and started again later
 */
export const ACCIDENT_KINDS = [
  "drop",
  "close",
  "stall",
  "unauthorized",
  "outage",
  "slow-connects",
  "kill",
  "zombie",
  "throttle",
  "table-trouble",
  "failing",
  "abort",
] as const;

export type AccidentKind = (typeof ACCIDENT_KINDS)[number];

export interface SourcePlan {
  /**
   * `exclusive`: a new connection closes the older one; `shared`: they live side by side; `single`: while there is one,
   * others are answered 409.
   */
  readonly mode: "exclusive" | "shared" | "single";
  /** `messages` are those of a WebSocket. */
  readonly format: "sse" | "ndjson" | "messages";
  readonly canResume: boolean;
  /** Mean time between events. */
  readonly eventIntervalMs: number;
  readonly heartbeatIntervalMs: number;
  /** Events after which the stream is over; endless when absent. */
  readonly eventCount: number | undefined;
  /** Whether the end is said in a frame, or by the status 204 of the next request. */
  readonly endSaidBy: "frame" | "status";
  /** Newest events that can be resumed from. */
  readonly retainedEvents: number;
  /** SSE `retry`, sent at the start of each connection; 0 for none. */
  readonly retryMs: number;
  /** Longest way from the source to the function. */
  readonly latencyMs: number;
  /** Bytes that fill each event up. Default 0. */
  readonly fillBytes?: number | undefined;
}

export interface RelayPlan {
  readonly lifetimeSeconds: number;
  readonly handoverLeadSeconds: number;
  readonly maxTurns: number;
  readonly idleTimeoutMs: number;
  readonly maxReconnectDelayMs: number;
}

/** Probabilities, for each invocation. */
export interface LambdaPlan {
  readonly slowStart: number;
  readonly crashAtStart: number;
  readonly duplicate: number;
  readonly lostAnswer: number;
  /** How far the clocks of the machines are apart at most. */
  readonly clockSkewMs: number;
}

/** Probabilities, for each request. */
export interface TablePlan {
  readonly throttle: number;
  readonly lostRequest: number;
  readonly lostReply: number;
  readonly failAfterWrite: number;
  readonly silence: number;
  /** The request is carried out long after its sender has given it up. */
  readonly late: number;
}

/** Everything about a run that is known before it: its seed decides it. Plain JSON. */
export interface RunPlan {
  readonly seed: number;
  readonly streamId: string;
  readonly source: SourcePlan;
  readonly relay: RelayPlan;
  readonly lambda: LambdaPlan;
  readonly table: TablePlan;
  readonly tableInTrouble: TablePlan;
  readonly accidents: readonly Accident[];
  /** When the source begins to refuse everybody for good, if it does. */
  readonly revokedAtMs: number | undefined;
  /** When an operator stops the stream, for endless ones. */
  readonly stopAtMs: number | undefined;
  /** When somebody starts the stream although it runs. */
  readonly secondStartAtMs: number | undefined;
  /** When nothing more may be going on. */
  readonly limitMs: number;
}
