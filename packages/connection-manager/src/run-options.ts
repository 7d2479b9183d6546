import type { LeaseStore } from "@unbounded-streams/stream-lease";
import type { OpenStream, ResumeRule } from "@unbounded-streams/stream-reader";
import type { MetricValues } from "./connection-metrics.ts";
import type { EventIntakeOptions } from "./event-intake.ts";
import type { StreamRequest } from "./relay-stream.ts";
import type { System } from "./system.ts";
import type { ConnectionReport } from "./types.ts";

/** What makes a connection one of a relay. Durations in milliseconds. */
export interface LeaseOptions {
  store: LeaseStore;
  /** Who claims: the same for all invocations of one branch. */
  holder: string;
  /** Unique for this invocation: the platform's request id. */
  claimId: string;
  /** The epoch that the caller was told; the claim is lost when it is no longer the lease's. */
  expectedEpoch: number;
  /** What the platform says is left of the invocation. */
  remainingMs: number;
  /** Configured life of an invocation; the smaller of the two counts. */
  lifetimeMs: number;
  /** How long before the deadline the next connection may start. */
  handoverLeadMs: number;
  /**
   * `overlap`: the older connection reads on until the newer one is up. `single`: it lets go as soon as the newer one has
   * claimed, for sources that allow one connection only.
   */
  connectionMode: "overlap" | "single";
  /** Longest pause before a connection is opened again. */
  maxReconnectDelayMs: number;
}

/** What a connection needs. */
export interface RunConnectionOptions extends Omit<EventIntakeOptions, "now" | "eventId" | "logEvents"> {
  streamId: string;
  stream: StreamRequest;
  open: OpenStream;
  /** Absent: one connection that knows of no other, and is not opened again. */
  lease?: LeaseOptions | undefined;
  eventId?: EventIntakeOptions["eventId"];
  /** How the source is asked to go on after the checkpoint; absent when it cannot. */
  resume?: ResumeRule | undefined;
  /** What the source is asked to go on after when there is no checkpoint yet, such as `0` for all that it has. */
  resumeStart?: string | undefined;
  logEvents?: boolean;
  /** With a lease: told of the connection's metrics, while it runs and at its end, however it comes out. It must not throw. */
  onMetrics?: ((values: MetricValues) => void) | undefined;
  /** Between two values of what is counted, in milliseconds. Default 60,000. */
  metricsIntervalMs?: number | undefined;
  system: System;
}

/** A connection that is over: its report, and the error that ended it, if one did. */
export interface FinishedConnection {
  readonly report: ConnectionReport;
  readonly cause?: Error;
}
