import type { FollowPolicy, OpenStream, ResumeRule } from "@unbounded-streams/stream-reader";
import type { EventIntakeOptions } from "../events/event-intake.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import type { MetricValues } from "../metrics/connection-metrics.ts";
import type { ConnectionReport } from "../report/connection-report.ts";
import type { StreamRequest } from "../source/stream-request.ts";
import type { System } from "../system.ts";

/** What a connection needs. */
export interface RunConnectionOptions
  extends Omit<EventIntakeOptions, "now" | "eventId" | "logEvents" | "resumes" | "maxCursorBytes"> {
  streamId: string;
  stream: StreamRequest;
  open: OpenStream;
  /** Absent: one connection that knows of no other, and is not opened again. */
  lease?: LeaseOptions | undefined;
  eventId?: EventIntakeOptions["eventId"];
  /** How the source is asked to go on after the checkpoint; absent when it cannot. */
  resume?: ResumeRule | undefined;
  /** What is done after each connection, where it is not as the lease has it. */
  followPolicy?: Partial<FollowPolicy> | undefined;
  /** What the source is asked to go on after when there is no checkpoint yet, such as `0` for all that it has. */
  resumeStart?: string | undefined;
  /** The longest id that the source is asked to go on after, in bytes of UTF-8. Default 8,192. */
  maxCursorBytes?: number | undefined;
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
