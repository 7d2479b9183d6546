import type { ApiProps, UnboundedStreamsProps } from "@unbounded-streams/cdk";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

/** What a config file may say; the README tells what each field does. `false` leaves an alarm, or all of them, out. */
export interface CloudConfig {
  readonly stackName?: string;
  /** Where to deploy to; by default the region of the AWS profile. */
  readonly region?: string;
  /** Where the streams come from; it, or `sources`, must be given. */
  readonly source?: SourceDefinition;
  /** Several sources by name: a stream is then `NAME:ID`. */
  readonly sources?: Readonly<Record<string, SourceDefinition>>;
  /** More than 1: a fleet of carriers. */
  readonly streamsPerFunction?: number;
  readonly maxCarriers?: number;
  /** For one deployment before the first with a fleet, and for one after the last. */
  readonly prepareFleet?: boolean;
  readonly lifetimeSeconds?: number;
  readonly handoverLeadSeconds?: number;
  readonly memoryMb?: number;
  readonly reservedConcurrentExecutions?: number | false;
  readonly maxTurns?: number;
  readonly eventsTtlDays?: number;
  readonly eventKey?: UnboundedStreamsProps["eventKey"];
  /** Names of the keys of the table for events, a prefix of its partitions, and what all items have besides. */
  readonly eventsLayout?: UnboundedStreamsProps["eventsLayout"];
  readonly shards?: number;
  readonly compress?: UnboundedStreamsProps["compress"];
  readonly writeMode?: UnboundedStreamsProps["writeMode"];
  /** How long an event waits for others in its item; only with the write mode `packed`. */
  readonly packDelaySeconds?: number;
  /** Whether the table for events has an index by time; each event is billed twice then. */
  readonly readInOrder?: boolean;
  readonly onInvalid?: UnboundedStreamsProps["onInvalid"];
  readonly deadLetterRetentionDays?: number;
  /** How long every connection is on record. `false`: none is. */
  readonly ledgerRetentionDays?: number | false;
  readonly api?: ApiConfig | false;
  readonly alarms?: AlarmsConfig | false;
  /** Who is told by mail when an alarm goes off. */
  readonly alarmEmail?: string;
  readonly dashboard?: boolean;
  readonly perStreamMetrics?: boolean;
  readonly logLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
  readonly logRetentionDays?: number;
  /** Whether tables and dead letters outlive the stack; true by default. */
  readonly keepData?: boolean;
}

/** How streams are started, looked at and stopped. */
export interface ApiConfig {
  readonly authorization?: ApiProps["authorization"];
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly quotaPerDay?: number | false;
  readonly stageName?: string;
  readonly cloudWatchRole?: boolean;
}

/** When alarms go off. */
export interface AlarmsConfig {
  readonly gapSeconds?: number | false;
  readonly executionsFailed?: number | false;
  readonly sinkThrottles?: number | false;
  readonly noEventForMinutes?: number | false;
  readonly connectionAgeSeconds?: number | false;
  readonly deadLetters?: number | false;
  readonly failedTurns?: number | false;
  readonly functionErrors?: number | false;
  readonly functionThrottles?: number | false;
  readonly noneStoredForMinutes?: number | false;
  readonly waitingForSeconds?: number | false;
  readonly carriersAtCap?: boolean;
}
