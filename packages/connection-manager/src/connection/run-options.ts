import type { FollowPolicy, OpenStream, ResumeRule } from "@unbounded-streams/stream-reader";
import type { EventIntakeOptions } from "../events/event-intake.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import type { LedgerOptions } from "../ledger/ledger-options.ts";
import type { MetricValues } from "../metrics/connection-metrics.ts";
import type { ConnectionReport } from "../report/connection-report.ts";
import type { StreamRequest } from "../source/stream-request.ts";
import type { System } from "../system.ts";

/** What a connection needs. */
export interface RunConnectionOptions
  extends Omit<
    EventIntakeOptions,
    "now" | "eventId" | "logEvents" | "resumes" | "maxCursorBytes" | "isUsable"
  > {
  streamId: string;
  stream: StreamRequest;
  /** Gives what of TLS is secret, before the first connection. What it throws is the invocation's failure. */
  tls?: (() => Promise<StreamRequest["tls"]>) | undefined;
  open: OpenStream;
  /** Absent: one connection that knows of no other, and is not opened again. */
  lease?: LeaseOptions | undefined;
  /** Where each connection is put on record; nothing depends on it. */
  ledger?: LedgerOptions | undefined;
  eventId?: EventIntakeOptions["eventId"];
  /** How the source is asked to go on after the checkpoint; absent when it cannot. */
  resume?: ResumeRule | readonly ResumeRule[] | undefined;
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
  /** Given the means to steer the connection, at once, before the lease is claimed. */
  attach?: ((connection: SteeredConnection) => void) | undefined;
  system: System;
}

/** A running connection, as whoever carries it sees it. */
export interface SteeredConnection {
  /** Resolves when a connection to the source is first up, or when the invocation is over without. */
  readonly up: Promise<void>;
  /** Events received so far. */
  readonly received: number;
  /** Has the lease looked at now, beside the reading; without effect before the claim, and after the end. */
  check(): void;
  /** Has the lease looked at as often as from the handover on. */
  watch(): void;
  /** Gives the stream up as at the end of an invocation's time, `expired`: what was received is made durable first. */
  leave(): void;
}

/** A connection that is over: its report, and the error that ended it, if one did. */
export interface FinishedConnection {
  readonly report: ConnectionReport;
  readonly cause?: Error;
}
