export {
  DeployedCodeError,
  DeployedCodeVersionError,
  type FoundCode,
  InvalidPropsError,
  NoStreamMetricsError,
  TableStreamError,
  UnboundedStreamsError,
} from "./errors.ts";
export { type FleetMetricChoice, FleetMetrics } from "./monitoring/fleet-metrics.ts";
export { type MetricChoice, StreamMetrics, type StreamMetricsOptions } from "./monitoring/metrics.ts";
export type { PipeTarget } from "./outlets/pipe-target.ts";
export type { AlarmsProps } from "./props/alarms-props.ts";
export type { ApiAuthorization, ApiProps } from "./props/api-props.ts";
export type { LedgerProps } from "./props/ledger-props.ts";
export type { ArchiveProps, ConsumerProps, OutletProps, PipeProps } from "./props/outlet-props.ts";
export type { SourceFormat, SourceFormatName, SourceProps } from "./props/source-props.ts";
export type {
  JsonObject,
  JsonValue,
  KeyScheme,
  SourceHeaders,
  SourceRequestProps,
  SourceTlsProps,
} from "./props/source-request-props.ts";
export type { EventsLayout, EventsTableProps, StreamsTableProps } from "./props/table-props.ts";
export type { UnboundedStreamsProps } from "./props/unbounded-streams-props.ts";
export { UnboundedStreams } from "./unbounded-streams.ts";
