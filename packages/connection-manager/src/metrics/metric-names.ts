/** CloudWatch's namespace of every metric below. */
export const METRICS_NAMESPACE = "UnboundedStreams";

/**
 * CloudWatch's dimensions of the metrics.
 *
 * Every metric is given under `service` alone: the value of `POWERTOOLS_SERVICE_NAME`, one for each deployment, so that two in
 * one account are told apart. Each combination of a metric and its dimensions is billed as a metric of its own
 * (https://aws.amazon.com/cloudwatch/pricing/, $0.30 a month at first), so `streamId` as a second set of dimensions would cost
 * twelve times that for each stream: it is only given when {@link METRICS_PER_STREAM_VARIABLE} asks for it. Without, the stream's
 * id is metadata of the log line, where CloudWatch Logs Insights finds it.
 */
export const METRIC_DIMENSIONS = { service: "service", streamId: "streamId" } as const;

/** The environment variable that, set to `true`, gives every metric under `service` and `streamId` too. */
export const METRICS_PER_STREAM_VARIABLE = "METRICS_PER_STREAM";

/** What CloudWatch calls the units of these metrics. */
export type MetricUnitName = "Count" | "Seconds" | "Milliseconds" | "Percent";

/** How a metric is told apart, measured and summed up. */
export interface MetricDescription {
  readonly name: string;
  readonly unit: MetricUnitName;
  /** `sum` for what is counted since the last value, `maximum` for what is measured. */
  readonly statistic: "sum" | "maximum";
}

/**
 * What a carrier of many streams emits besides, once a minute: as many values of each as there are carriers, so that the
 * carriers of a fleet are the `SampleCount` of `Seats` over a minute, and the streams on them its `Sum`.
 */
export const FLEET_METRICS = {
  /** Streams that the carrier holds. */
  seats: { name: "Seats", unit: "Count", statistic: "sum" },
  /** Running streams that nobody carries, as the carrier sees them; no value while there are none. */
  waitingStreams: { name: "WaitingStreams", unit: "Count", statistic: "maximum" },
  /** How long the one has waited that waits longest; no value while none does. */
  oldestWaitSeconds: { name: "OldestWaitSeconds", unit: "Seconds", statistic: "maximum" },
  /** How much of the time the carrier's event loop is busy, or of the memory is used: the larger share. */
  carrierLoad: { name: "CarrierLoad", unit: "Percent", statistic: "maximum" },
  /** 1 when streams wait, no carrier has room, and no more carriers may be started; no value otherwise. */
  carriersAtCap: { name: "CarriersAtCap", unit: "Count", statistic: "maximum" },
} as const satisfies Record<string, MetricDescription>;

/** The metrics that the function emits and that dashboards and alarms read, by what they are called in code. */
export const METRICS = {
  /** Events received since the last value; 0 while none come. */
  eventsReceived: { name: "EventsReceived", unit: "Count", statistic: "sum" },
  /** Events added to the table since the last value. */
  eventsStored: { name: "EventsStored", unit: "Count", statistic: "sum" },
  /** Events that the table had already, since the last value. */
  duplicateEvents: { name: "DuplicateEvents", unit: "Count", statistic: "sum" },
  /** Writes that DynamoDB throttled, since the last value. */
  sinkThrottles: { name: "SinkThrottles", unit: "Count", statistic: "sum" },
  /** How long nobody was connected, at least: each gap as one value when it is over, or when its invocation is. */
  gapSeconds: { name: "GapSeconds", unit: "Seconds", statistic: "maximum" },
  /** How long the connection has been up. */
  connectionAgeSeconds: { name: "ConnectionAgeSeconds", unit: "Seconds", statistic: "maximum" },
  /** Events that the table cannot take and the dead-letter store has, since the last value. */
  deadLetters: { name: "DeadLetters", unit: "Count", statistic: "sum" },
  /** Frames that cannot be stored, and that went to the log in part for want of a dead-letter place, since the last value. */
  framesSkipped: { name: "FramesSkipped", unit: "Count", statistic: "sum" },
  /** Frames of a stream that is resumed from which it could not be, since the last value. */
  cursorlessFrames: { name: "CursorlessFrames", unit: "Count", statistic: "sum" },
  /** Connections opened again inside their invocation, since the last value. */
  reconnects: { name: "Reconnects", unit: "Count", statistic: "sum" },
  /** Turns of the relay that failed or were for nothing, each as one value of 1. */
  failedTurns: { name: "FailedTurns", unit: "Count", statistic: "sum" },
  /** How long two connections were up together at a handover, each handover as one value. */
  handoverOverlapMs: { name: "HandoverOverlapMs", unit: "Milliseconds", statistic: "maximum" },
  ...FLEET_METRICS,
} as const satisfies Record<string, MetricDescription>;

/** What a metric is called in code. */
export type MetricKey = keyof typeof METRICS;

/**
 * Metrics that have a value only when there is something to tell, no zeros: a metric is billed for each hour in which it has a value.
 */
export const OCCASIONAL_METRICS: readonly MetricKey[] = [
  ...(["sinkThrottles", "deadLetters", "framesSkipped", "cursorlessFrames", "reconnects"] as const),
  ...(["gapSeconds", "failedTurns", "handoverOverlapMs"] as const),
  ...(["waitingStreams", "oldestWaitSeconds", "carriersAtCap"] as const),
];
