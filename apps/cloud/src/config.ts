import type { ApiProps, SourceProps, UnboundedStreamsProps } from "@unbounded-streams/cdk";

/** What a config file may say; the README tells what each field does. `false` leaves an alarm, or all of them, out. */
export interface CloudConfig {
  readonly stackName?: string;
  /** Where to deploy to; by default the region of the AWS profile. */
  readonly region?: string;
  readonly source: SourceConfig;
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

/** Where the streams come from. */
export interface SourceConfig {
  readonly baseUrl: string;
  readonly path?: string;
  readonly format?: SourceProps["format"];
  readonly endSignals?: readonly string[];
  readonly eventId?: string;
  readonly resume?: string;
  readonly resumeStart?: string;
  readonly connectionMode?: SourceProps["connectionMode"];
  /** Name or whole ARN of the secret in which the source's key is. */
  readonly keySecret?: string;
  /** The field that is the key, when the secret is a JSON object. */
  readonly keyField?: string;
  /** `Bearer`, `Basic`, `header:NAME` or `query:NAME`. */
  readonly keyScheme?: SourceProps["keyScheme"];
  readonly headers?: Readonly<Record<string, string>>;
  readonly idleTimeoutSeconds?: number;
  readonly eventTimeoutSeconds?: number;
  readonly connectTimeoutSeconds?: number;
  readonly headersTimeoutSeconds?: number;
  readonly maxFrameBytes?: number;
  readonly maxCursorBytes?: number;
  readonly followPolicy?: Readonly<Record<string, unknown>>;
  readonly endOnClose?: boolean;
  readonly cookies?: boolean;
  readonly allowPrivateRedirects?: readonly string[];
  readonly maxReconnectDelaySeconds?: number;
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
