import type { MetricValues } from "../metrics/connection-metrics.ts";
import { METRICS, type MetricKey } from "../metrics/metric-names.ts";

/** Adds the metrics of many connections up: what is counted to its sum, what is measured to the largest. */
export class SeatMetrics {
  private values: MetricValues = {};

  add(values: MetricValues): void {
    for (const [key, value] of Object.entries(values) as [MetricKey, number][]) {
      const before = this.values[key];
      const isCounted = METRICS[key].statistic === "sum";
      if (before === undefined) this.values[key] = value;
      else this.values[key] = isCounted ? before + value : Math.max(before, value);
    }
  }

  /** All that was added since it was taken last. */
  take(): MetricValues {
    const { values } = this;
    this.values = {};
    return values;
  }
}
