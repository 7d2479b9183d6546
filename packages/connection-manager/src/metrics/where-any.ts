import { type MetricKey, OCCASIONAL_METRICS } from "./metric-names.ts";

type Values = Partial<Record<MetricKey, number>>;

/** Leaves out the zeros of metrics that have none. */
export function whereAny(values: Values): Values {
  const given = Object.entries(values) as [MetricKey, number][];
  return Object.fromEntries(given.filter(([key, value]) => value !== 0 || !OCCASIONAL_METRICS.includes(key)));
}
