export { InvalidPropsError, NoStreamMetricsError, UnboundedStreamsError } from "./errors.ts";
export { type MetricChoice, StreamMetrics, type StreamMetricsOptions } from "./monitoring/metrics.ts";
export type {
  AlarmsProps,
  ApiAuthorization,
  ApiProps,
  EventsTableProps,
  SourceFormat,
  SourceProps,
  StreamsTableProps,
  UnboundedStreamsProps,
} from "./types.ts";
export { UnboundedStreams } from "./unbounded-streams.ts";
