import { FLEET_METRICS, METRIC_DIMENSIONS } from "@unbounded-streams/connection-manager/metric-names";
import { Duration } from "aws-cdk-lib";
import { type Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { emittedMetric } from "./emitted-metric.ts";

/** The fleet that alarms and dashboard look at. */
export interface WatchedFleet {
  readonly metrics: FleetMetrics;
  readonly carrierMachine: IStateMachine;
}

/** How one metric of a fleet is to be summed up. */
export interface FleetMetricChoice {
  /**
   * @default - what the metric says
   */
  readonly period?: Duration;
}

/** Each carrier emits each of its metrics once in this time: over a longer one, counts would be of several times. */
const PACE = Duration.minutes(1);

/** The metrics of a fleet, for dashboards and alarms. Nobody emits them while no carrier runs. */
export class FleetMetrics {
  private readonly serviceName: string;

  constructor({ serviceName }: { readonly serviceName: string }) {
    this.serviceName = serviceName;
  }

  /** Carriers that run, by the minute. One that is being handed over may count twice. */
  carriers(): Metric {
    return this.metric("seats", { statistic: Stats.SAMPLE_COUNT, period: PACE, label: "Carriers" });
  }

  /** Streams that carriers hold, by the minute, all carriers together. */
  seats(): Metric {
    return this.metric("seats", { statistic: Stats.SUM, period: PACE });
  }

  /** The most running streams that nobody carried; 5 minutes at a time by default. */
  waitingStreams(choice?: FleetMetricChoice): Metric {
    return this.metric("waitingStreams", most(choice));
  }

  /** The longest that a running stream had waited for a carrier, in seconds; 5 minutes at a time by default. */
  oldestWaitSeconds(choice?: FleetMetricChoice): Metric {
    return this.metric("oldestWaitSeconds", most(choice));
  }

  /** The load of the carrier that had most, in percent; 5 minutes at a time by default. */
  carrierLoad(choice?: FleetMetricChoice): Metric {
    return this.metric("carrierLoad", most(choice));
  }

  /** 1 when streams waited while no more carriers could be started, else 0; 5 minutes at a time by default. */
  carriersAtCap(choice?: FleetMetricChoice): Metric {
    return this.metric("carriersAtCap", most(choice));
  }

  private metric(
    key: keyof typeof FLEET_METRICS,
    choice: { readonly statistic: string; readonly period: Duration; readonly label?: string },
  ): Metric {
    const dimensionsMap = { [METRIC_DIMENSIONS.service]: this.serviceName };
    return emittedMetric(FLEET_METRICS[key], { dimensionsMap, ...choice });
  }
}

function most({ period = Duration.minutes(5) }: FleetMetricChoice = {}): {
  readonly statistic: string;
  readonly period: Duration;
} {
  return { statistic: Stats.MAXIMUM, period };
}
