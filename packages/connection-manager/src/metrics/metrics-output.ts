import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { MetricValues } from "./connection-metrics.ts";
import { METRIC_DIMENSIONS, METRICS, type MetricKey } from "./metric-names.ts";

/** Whose metrics are written. */
export interface MetricsOutputOptions {
  readonly metrics: Metrics;
  /** What the line is found by in the log, without a metric of its own. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The stream that each metric is given for alone, too; absent for none. */
  readonly streamId?: string | undefined;
}

/** Writes values as one line of CloudWatch's embedded metric format to standard output. */
export function metricsOutput({
  metrics,
  metadata,
  streamId,
}: MetricsOutputOptions): (values: MetricValues) => void {
  return (values) => {
    const given = Object.entries(values) as [MetricKey, number][];
    if (given.length === 0) return;
    for (const [name, value] of Object.entries(metadata)) metrics.addMetadata(name, value);
    // A set of dimensions without any of its own is that of the service alone.
    if (streamId !== undefined)
      metrics.addDimensions({}).addDimensions({ [METRIC_DIMENSIONS.streamId]: streamId });
    for (const [key, value] of given) metrics.addMetric(METRICS[key].name, METRICS[key].unit, value);
    metrics.publishStoredMetrics();
  };
}
