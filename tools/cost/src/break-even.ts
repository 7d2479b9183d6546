import { alarmMetricsOf, metricsOf } from "./monitoring.ts";
import { monthlyCosts } from "./monthly-cost.ts";
import { alarmsCost, metricsCost } from "./pricing.ts";

/** As far as it is looked. */
const MOST_STREAMS = 1_000;

/**
 * The number of streams from which on tasks cost less than a fleet of 128 MB, up to {@link MOST_STREAMS}; undefined when they
 * never do for long.
 *
 * @param isWatched whether the tasks have as many metrics and alarms as the fleet, or none
 */
export function tasksCheaperFrom({ isWatched }: { isWatched: boolean }): number | undefined {
  const watching = isWatched ? metricsCost(metricsOf("fleet")) + alarmsCost(alarmMetricsOf("fleet")) : 0;
  let from: number | undefined;
  for (let streams = 1; streams <= MOST_STREAMS; streams += 1) {
    const { fargate, fleet128 } = monthlyCosts(streams);
    if (fargate.total + watching >= fleet128.total) from = undefined;
    else from ??= streams;
  }
  return from;
}
