import type { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import type { ITable, TableProps } from "aws-cdk-lib/aws-dynamodb";
import type { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { ITopic } from "aws-cdk-lib/aws-sns";

/** How a source may separate its events; `stream-reader` says what each means. */
export type SourceFormat =
  | "chunks"
  | "lines"
  | "ndjson"
  | "sse"
  | "json-sequence"
  | "concatenated-json"
  | "length-delimited:varint"
  | "length-delimited:uint32be"
  | "length-delimited:uint32le";

/** Where the streams come from, and how they are to be read. */
export interface SourceProps {
  /**
   * The source's address, such as `https://example.com`; or a whole URL in which `{streamId}` stands for the stream's id, such
   * as `https://example.com/feed?id={streamId}`.
   */
  readonly baseUrl: string;

  /**
   * What stands in the URL between the address and the stream's id.
   *
   * @default - nothing
   */
  readonly path?: string;

  /**
   * How the bytes are cut into events; `chunks` are what arrives together.
   *
   * @default "chunks"
   */
  readonly format?: SourceFormat;

  /**
   * What says that the stream is over: `status:410`, `data:[DONE]`, `json:/type=end`, `event:done`. Status 204 always does.
   *
   * @default - none but status 204
   */
  readonly endSignals?: readonly string[];

  /**
   * Where an event's id is: `sse`, or a JSON Pointer such as `/meta/id`.
   *
   * @default - `sse` with that format, else none
   */
  readonly eventId?: string;

  /**
   * How a request says where the stream is to go on: `header:NAME` or `query:NAME`, each with `=TEMPLATE` if `{id}` alone will
   * not do; `none`.
   *
   * @default - `header:Last-Event-ID` with the format `sse`, else `none`
   */
  readonly resume?: string;

  /**
   * What to resume from when nothing has been stored yet, such as `0`: 1 to 1,024 bytes without control characters.
   *
   * @default - the present
   */
  readonly resumeStart?: string;

  /**
   * `overlap` when the source bears two connections at a time, or closes the older one by itself; `single` when it refuses the
   * second one, so that the older one has to let go first.
   *
   * @default "overlap"
   */
  readonly connectionMode?: "overlap" | "single";

  /**
   * The secret whose text is sent as `Authorization: Bearer`. It is read again every 5 minutes and after a 401 or 403.
   *
   * @default - no such header
   */
  readonly key?: ISecret;

  /**
   * More headers of each request. They stand in the function's environment for all to read: no secrets here.
   *
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string>>;

  /**
   * How long an open connection may be silent before it is given up; `Duration.millis(0)` for ever.
   *
   * @default - that of `stream-reader`
   */
  readonly idleTimeout?: Duration;

  /**
   * How long opening a connection may take.
   *
   * @default - that of `stream-reader`
   */
  readonly connectTimeout?: Duration;

  /**
   * The largest event that is taken from the source.
   *
   * @default - that of `stream-reader`
   */
  readonly maxFrame?: Size;

  /**
   * Longest pause before a connection that broke is opened again.
   *
   * @default Duration.seconds(15)
   */
  readonly maxReconnectDelay?: Duration;
}

/** What of the table for events is the user's to say: all but its keys and its TTL attribute. */
export type EventsTableProps = Partial<Omit<TableProps, "partitionKey" | "sortKey" | "timeToLiveAttribute">>;

/** What of the table of leases is the user's to say: all but its key. */
export type StreamsTableProps = Partial<Omit<TableProps, "partitionKey" | "sortKey" | "timeToLiveAttribute">>;

/** Who may call the API. There is no open one. */
export type ApiAuthorization = "iam" | "api-key" | "iam-and-api-key";

/** How streams are started, looked at and stopped over HTTP. */
export interface ApiProps {
  /**
   * `iam`: requests are signed (SigV4) by someone with `execute-api:Invoke`; `api-key`: they carry a key in `x-api-key`;
   * or both.
   *
   * @default "iam"
   */
  readonly authorization?: ApiAuthorization;

  /**
   * Requests per second, all callers together.
   *
   * @default 10
   */
  readonly rateLimit?: number;

  /**
   * Requests at once above the rate.
   *
   * @default 20
   */
  readonly burstLimit?: number;

  /**
   * The last part of the API's address.
   *
   * @default "v1"
   */
  readonly stageName?: string;

  /**
   * Whether to make the role with which API Gateway writes logs. It is one setting for the whole account and region: `false`
   * when that has one already.
   *
   * @default true
   */
  readonly cloudWatchRole?: boolean;
}

/** When each alarm goes off; `false` leaves one out. */
export interface AlarmsProps {
  /**
   * Longest time in which nobody is connected.
   *
   * @default Duration.seconds(5)
   */
  readonly gap?: Duration | false;

  /**
   * Executions that fail, within 5 minutes. One that somebody stops does not.
   *
   * @default 1
   */
  readonly executionsFailed?: number | false;

  /**
   * Writes that DynamoDB throttles, within 5 minutes.
   *
   * @default 100
   */
  readonly sinkThrottles?: number | false;

  /**
   * How long no event at all may come, of any stream: whole minutes. It goes off, too, while no stream is running.
   *
   * @default Duration.minutes(15)
   */
  readonly noEventFor?: Duration | false;

  /**
   * The age at which a connection should have been relieved.
   *
   * @default - the lifetime less half of the handover lead
   */
  readonly connectionAge?: Duration | false;

  /**
   * Events that went to the dead-letter bucket, within 5 minutes.
   *
   * @default 1
   */
  readonly deadLetters?: number | false;
}

/** What {@link UnboundedStreams} takes. */
export interface UnboundedStreamsProps {
  /** Where the streams come from, and how they are to be read. */
  readonly source: SourceProps;

  /**
   * How long one connection lives at most: the function's timeout. Whole seconds, 2 to 900.
   *
   * @default Duration.minutes(15)
   */
  readonly lifetime?: Duration;

  /**
   * How long before the end of its lifetime a connection is relieved by the next. Whole seconds, less than the lifetime.
   *
   * @default - 30 seconds, or 15 % of a lifetime under 200 seconds
   */
  readonly handoverLead?: Duration;

  /**
   * Memory of the function, in MB: 128 to 10,240. CPU comes with it, 1,769 MB being one vCPU.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Connections after which an execution starts its successor, so that its history never fills.
   *
   * @default - the most that fit
   */
  readonly maxTurns?: number;

  /**
   * The table for events, if there is one: partition key `PK` and sort key `SK`, both text. Its TTL attribute, if any, must
   * be `expiresAt`. Not together with `eventsTableProps`.
   *
   * @default - one is made
   */
  readonly existingEventsTable?: ITable;

  /**
   * What is to be different about the table for events that is made.
   *
   * @default - on demand, point-in-time recovery, encrypted with AWS's key, a stream of new images, kept when the stack goes
   */
  readonly eventsTableProps?: EventsTableProps;

  /**
   * The table of leases, if there is one: partition key `PK`, text. Not together with `streamsTableProps`.
   *
   * @default - one is made
   */
  readonly existingStreamsTable?: ITable;

  /**
   * What is to be different about the table of leases that is made.
   *
   * @default - on demand, point-in-time recovery, encrypted with AWS's key, kept when the stack goes
   */
  readonly streamsTableProps?: StreamsTableProps;

  /**
   * How long events are kept. Whole seconds.
   *
   * @default - for ever
   */
  readonly eventsTtl?: Duration;

  /**
   * How events are written: `put` (one request for each), `batch` (PartiQL), or `auto` (batches, if the table takes them).
   *
   * @default "auto"
   */
  readonly writeMode?: "auto" | "put" | "batch";

  /**
   * What makes two events the same: `sha1` of their bytes, `id` (where `source.eventId` says it is), a JSON Pointer such as
   * `/meta/id`, or several of them. Not to be changed while a source may still send events that are stored.
   *
   * @default "sha1"
   */
  readonly eventKey?: string | readonly string[];

  /**
   * Partitions that each stream is spread over, for streams near the 1,000 write units a second of one: 1 to 100. Not to be
   * changed while a source may still send events that are stored.
   *
   * @default 1
   */
  readonly shards?: number;

  /**
   * When events are compressed: `oversize` (those over 400 KB), `auto` (those, and where it saves a write unit), `gzip` or `zstd`
   * (wherever it makes them smaller), or `none`. `readEvents` of `event-sink` reads them all.
   *
   * @default "oversize"
   */
  readonly compress?: "oversize" | "auto" | "gzip" | "zstd" | "none";

  /**
   * How long an event that is too large for the table is kept in the dead-letter bucket. Whole days.
   *
   * @default Duration.days(90)
   */
  readonly deadLetterRetention?: Duration;

  /**
   * The API, or none.
   *
   * @default - an API with IAM authorization
   */
  readonly api?: ApiProps | false;

  /**
   * The alarms, or none.
   *
   * @default - all of them
   */
  readonly alarms?: AlarmsProps | false;

  /**
   * Where alarms are sent, when they go off and when all is well again.
   *
   * @default - nowhere: they are seen in CloudWatch only
   */
  readonly onFailure?: ITopic;

  /**
   * Whether to make a CloudWatch dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * What tells the metrics of this deployment from those of others in the account: the value of their dimension `service`.
   *
   * @default - made from the construct's path
   */
  readonly serviceName?: string;

  /**
   * Whether metrics are also given for each stream apart. CloudWatch bills nine more metrics for each stream then.
   *
   * @default false
   */
  readonly perStreamMetrics?: boolean;

  /**
   * The least severe lines that the function logs. `DEBUG` logs the data of each event.
   *
   * @default ApplicationLogLevel.INFO
   */
  readonly logLevel?: ApplicationLogLevel;

  /**
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of tables and of the dead-letter bucket when the stack goes. A bucket that holds dead letters is not deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
