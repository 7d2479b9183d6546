import type { ConnectionEvent } from "@unbounded-streams/stream-reader";
import type { ConnectionOutcome } from "../report/connection-report.ts";
import type { System } from "../system.ts";
import { type ConnectionCounters, ConnectionMetrics, type MetricValues } from "./connection-metrics.ts";

/** Between two values of what is counted: CloudWatch's finest period that alarms look at without extra cost; 60 s. */
export const DEFAULT_METRICS_INTERVAL_MS = 60_000;

/** What the meter needs. */
export interface ConnectionMeterOptions {
  /** Told of the values, at their time. */
  readonly emit: (values: MetricValues) => void;
  /** Between two values of what is counted, in milliseconds. */
  readonly intervalMs: number;
  readonly counters: () => ConnectionCounters;
  readonly system: Pick<System, "now" | "startTimer">;
}

/** How a connection came out, as far as its metrics go. */
export interface MeterEnd {
  /** Undefined when the connection failed. */
  readonly outcome: ConnectionOutcome | undefined;
  /** Whether it has failed, or was for nothing. */
  readonly hasFailed: boolean;
  /** When the successor's connection was up, in epoch milliseconds. */
  readonly successorConnectedAtMs: number | undefined;
}

/** Outcomes after which nobody misses this connection. */
const RELIEVED: readonly (ConnectionOutcome | undefined)[] = ["superseded", "ended", "stopped"];

/** Says what a connection's metrics are: at intervals, whenever one connection ends or another opens, and at the end. */
export class ConnectionMeter {
  private readonly options: ConnectionMeterOptions;
  private readonly metrics: ConnectionMetrics;
  private closedAtMs: number | undefined;
  private stopTimer: () => void;

  /** @param gapSinceMs as in {@link ConnectionMetrics} */
  constructor(options: ConnectionMeterOptions, gapSinceMs: number | undefined) {
    this.options = options;
    this.metrics = new ConnectionMetrics(gapSinceMs);
    this.stopTimer = this.startTimer();
  }

  note(event: ConnectionEvent): void {
    if (event.kind === "open") this.emit(this.metrics.opened(event.atMs));
    if (event.kind !== "closed") return;
    this.closedAtMs = event.atMs;
    this.emit(this.metrics.closed(event.atMs, event.why !== "aborted" && event.why !== "ended"));
  }

  /** The last values, whatever they are. */
  finish({ outcome, hasFailed, successorConnectedAtMs }: MeterEnd): void {
    this.stopTimer();
    const { counters, system } = this.options;
    if (RELIEVED.includes(outcome)) this.metrics.relieved();
    const values = this.metrics.finish(system.now(), counters());
    const failed: MetricValues = hasFailed ? { failedTurns: 1 } : {};
    this.emit({ ...values, ...failed, ...this.overlap(successorConnectedAtMs) });
  }

  private overlap(successorConnectedAtMs: number | undefined): MetricValues {
    if (successorConnectedAtMs === undefined || this.closedAtMs === undefined) return {};
    return { handoverOverlapMs: Math.max(0, this.closedAtMs - successorConnectedAtMs) };
  }

  private startTimer(): () => void {
    const { counters, intervalMs, system } = this.options;
    return system.startTimer(() => {
      this.stopTimer = this.startTimer();
      this.emit(this.metrics.take(system.now(), counters()));
    }, intervalMs);
  }

  private emit(values: MetricValues): void {
    if (Object.keys(values).length > 0) this.options.emit(values);
  }
}
