import {
  type FLEET_METRICS,
  METRIC_DIMENSIONS,
  METRICS,
  type MetricKey,
} from "@unbounded-streams/connection-manager/metric-names";
import { Duration } from "aws-cdk-lib";
import { type Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { NoStreamMetricsError } from "../errors.ts";
import { emittedMetric } from "./emitted-metric.ts";

/** Metrics of a fleet are no stream's. */
type StreamMetricKey = Exclude<MetricKey, keyof typeof FLEET_METRICS>;

/** Which metrics are given. */
export interface StreamMetricsOptions {
  readonly serviceName: string;
  readonly perStreamMetrics: boolean;
}

/** How one metric is to be summed up. */
export interface MetricChoice {
  /**
   * One stream's metric; `perStreamMetrics` must be set.
   *
   * @default - all streams together
   */
  readonly streamId?: string;
  /**
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
}

/** The metrics that the function emits, for dashboards and alarms: of all streams together, or of one. */
export class StreamMetrics {
  private readonly options: StreamMetricsOptions;

  constructor(options: StreamMetricsOptions) {
    this.options = options;
  }

  /** Events received. */
  eventsReceived(choice?: MetricChoice): Metric {
    return this.metric("eventsReceived", choice);
  }

  /** Events added to the table. */
  eventsStored(choice?: MetricChoice): Metric {
    return this.metric("eventsStored", choice);
  }

  /** Events that the table had already. */
  duplicateEvents(choice?: MetricChoice): Metric {
    return this.metric("duplicateEvents", choice);
  }

  /** Writes that DynamoDB throttled. */
  sinkThrottles(choice?: MetricChoice): Metric {
    return this.metric("sinkThrottles", choice);
  }

  /** The longest time in which nobody was connected, in seconds. */
  gapSeconds(choice?: MetricChoice): Metric {
    return this.metric("gapSeconds", choice);
  }

  /** The age of the oldest connection, in seconds. */
  connectionAgeSeconds(choice?: MetricChoice): Metric {
    return this.metric("connectionAgeSeconds", choice);
  }

  /** Events that went to the dead-letter bucket. */
  deadLetters(choice?: MetricChoice): Metric {
    return this.metric("deadLetters", choice);
  }

  /** Turns of the relay that failed or were for nothing. */
  failedTurns(choice?: MetricChoice): Metric {
    return this.metric("failedTurns", choice);
  }

  /** Frames that were passed over, because they cannot be stored as they are. */
  framesSkipped(choice?: MetricChoice): Metric {
    return this.metric("framesSkipped", choice);
  }

  /** Frames without a cursor, of streams that are to be resumed. */
  cursorlessFrames(choice?: MetricChoice): Metric {
    return this.metric("cursorlessFrames", choice);
  }

  /** Connections opened again inside their invocation. */
  reconnects(choice?: MetricChoice): Metric {
    return this.metric("reconnects", choice);
  }

  /** The longest time in which two connections were up together at a handover, in milliseconds. */
  handoverOverlapMs(choice?: MetricChoice): Metric {
    return this.metric("handoverOverlapMs", choice);
  }

  private metric(
    key: StreamMetricKey,
    { streamId, period = Duration.minutes(5) }: MetricChoice = {},
  ): Metric {
    const { serviceName, perStreamMetrics } = this.options;
    if (streamId !== undefined && !perStreamMetrics) throw new NoStreamMetricsError(streamId);
    const description = METRICS[key];
    return emittedMetric(description, {
      dimensionsMap: {
        [METRIC_DIMENSIONS.service]: serviceName,
        ...(streamId === undefined ? {} : { [METRIC_DIMENSIONS.streamId]: streamId }),
      },
      statistic: description.statistic === "sum" ? Stats.SUM : Stats.MAXIMUM,
      period,
    });
  }
}
