import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { MetricValues } from "./connection-metrics.ts";
import { METRIC_DIMENSIONS, METRICS, type MetricKey } from "./metric-names.ts";

/** Whose metrics are written. */
export interface MetricsOutputOptions {
  readonly metrics: Metrics;
  readonly streamId: string;
  readonly requestId: string;
  /** Whether to give each metric for its stream alone, too. */
  readonly perStream: boolean;
}

/** Writes values as one line of CloudWatch's embedded metric format to standard output. */
export function metricsOutput({
  metrics,
  streamId,
  requestId,
  perStream,
}: MetricsOutputOptions): (values: MetricValues) => void {
  return (values) => {
    const given = Object.entries(values) as [MetricKey, number][];
    if (given.length === 0) return;
    metrics.addMetadata("requestId", requestId);
    // A set of dimensions without any of its own is that of the service alone.
    if (perStream) metrics.addDimensions({}).addDimensions({ [METRIC_DIMENSIONS.streamId]: streamId });
    else metrics.addMetadata(METRIC_DIMENSIONS.streamId, streamId);
    for (const [key, value] of given) metrics.addMetric(METRICS[key].name, METRICS[key].unit, value);
    metrics.publishStoredMetrics();
  };
}
