import { METRICS_NAMESPACE } from "@unbounded-streams/connection-manager/metric-names";
import { Metric, type MetricProps, Unit } from "aws-cdk-lib/aws-cloudwatch";

const UNITS = {
  Count: Unit.COUNT,
  Seconds: Unit.SECONDS,
  Milliseconds: Unit.MILLISECONDS,
  Percent: Unit.PERCENT,
} as const;

/** How a metric is told apart and measured, as `metric-names` has it. */
export interface EmittedMetric {
  readonly name: string;
  readonly unit: keyof typeof UNITS;
}

/** A metric that the function emits, in its own unit. */
export function emittedMetric(
  { name, unit }: EmittedMetric,
  choice: Pick<MetricProps, "dimensionsMap" | "statistic" | "period" | "label">,
): Metric {
  return new Metric({ namespace: METRICS_NAMESPACE, metricName: name, unit: UNITS[unit], ...choice });
}
