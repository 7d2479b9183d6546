import type { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { AlarmsProps } from "./alarms-props.ts";
import type { ApiProps } from "./api-props.ts";
import type { LedgerProps } from "./ledger-props.ts";
import type { SourceProps } from "./source-props.ts";
import type { EventsLayout, EventsTableProps, StreamsTableProps } from "./table-props.ts";

/** What {@link UnboundedStreams} takes. */
export interface UnboundedStreamsProps {
  /** Where the streams come from, and how they are to be read. It, or `sources`, must be given. */
  readonly source?: SourceProps;

  /**
   * In place of `source`: several, by names of 1 to 32 letters, digits or hyphens. A stream is then `NAME:ID` wherever it is named, in
   * the API and in the tables, and `ID` to its source. They stand in a file of the function's, so that its environment does not bound
   * them; a value that is only known at deployment can be none of theirs, but for secrets.
   *
   * @default - one source, without a name
   */
  readonly sources?: Readonly<Record<string, SourceProps>>;

  /**
   * The most streams that one invocation carries: 1 to 500. With 1 each stream has an execution and an invocation of its own;
   * with more, a fleet of carriers holds them, which grows and shrinks by itself and costs nothing while no stream runs.
   *
   * A stack that is deployed already comes to its fleet by way of `prepareFleet`.
   *
   * @default 1
   */
  readonly streamsPerFunction?: number;

  /**
   * The most carriers of a fleet: 1 to 1,000. Streams that find no room on that many wait. Only with `streamsPerFunction` over 1.
   *
   * @default 5
   */
  readonly maxCarriers?: number;

  /**
   * Makes the first of the two indexes that a fleet needs of the table of leases, and nothing else: DynamoDB adds, or removes, one index
   * at a time. For one deployment of a stack that has a table without them, before `streamsPerFunction` is raised above 1; and likewise
   * for one deployment after it has been set back to 1.
   *
   * @default false
   */
  readonly prepareFleet?: boolean;

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
   * @default - 256, or 128 for a fleet
   */
  readonly memorySize?: number;

  /**
   * The most invocations at once: two for each stream, because one takes over while the other still holds on. More streams than that
   * wait, and are throttled, which the alarm on the function's throttles tells. It is taken out of what the account has (1,000, in a
   * new account perhaps 10), of which Lambda keeps 100 for functions without a reservation: a new account can have none. `false`
   * reserves nothing.
   *
   * @default - none: the account's own bound is the only one; twice `maxCarriers` for a fleet, and it can be no less
   */
  readonly reservedConcurrentExecutions?: number | false;

  /**
   * Connections after which an execution starts its successor, so that its history never fills.
   *
   * @default - the most that fit
   */
  readonly maxTurns?: number;

  /**
   * The table for events, if there is one: partition key `PK` and sort key `SK`, both text, or those of `eventsLayout`. Its TTL
   * attribute, if any, must be `expiresAt`. Not together with `eventsTableProps`.
   *
   * @default - one is made
   */
  readonly existingEventsTable?: ITable;

  /**
   * Where a table that is not for events alone has them: names of its keys, a prefix of the partition, further attributes.
   *
   * @default - keys PK and SK, no prefix, no further attributes
   */
  readonly eventsLayout?: EventsLayout;

  /**
   * What is to be different about the table for events that is made.
   *
   * @default - on demand, point-in-time recovery, encrypted with AWS's key, a stream of new images, kept when the stack goes
   */
  readonly eventsTableProps?: EventsTableProps;

  /**
   * The table of leases, if there is one: partition key `PK`, text. Not together with `streamsTableProps`. A fleet needs two
   * indexes of it, which project keys only: `byCarrier` (partition key `carrier`, sort key `PK`) and `byWaiting` (partition key
   * `waiting`, sort key `waitingSince`), all of them text.
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
   * Whether every connection is put on record, in a table of its own, which `GET /connections/{streamId}/ledger` and the ledger's
   * commands read; and for how long. It costs a stream less than a cent a month.
   *
   * @default - on, for 30 days
   */
  readonly ledger?: LedgerProps | false;

  /**
   * How events are written: `put` (one request for each), `batch` (PartiQL), `auto` (batches, if the table takes them), or `packed`: many
   * events in one item, for about a tenth of the write units. Packed events are read with `packed: true`, and each once by `readEvents`
   * and by the consumer of `event-sink`, which drop what two connections have both written.
   *
   * @default "auto"
   */
  readonly writeMode?: "auto" | "put" | "batch" | "packed";

  /**
   * How long an event waits for others in its item: 1 ms to 60 s. Longer is fewer write units, and later. Only with the write mode
   * `packed`.
   *
   * @default Duration.seconds(1)
   */
  readonly packDelay?: Duration;

  /**
   * Whether the table for events has an index by time, so that a stream can be read in the order in which it came, from a moment on
   * (`readEvents` with `since`). The index holds each event a second time: each costs twice the write units and twice the storage. Packed
   * events need none. A table that exists has it already or not: not together with `existingEventsTable`.
   *
   * @default false
   */
  readonly readInOrder?: boolean;

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
   * What becomes of what the source sends that cannot be taken, being no frame of its format or too large: `dead-letter` puts it
   * (over the bound its first part) into the dead-letter bucket and goes on; `fail` fails the connection.
   *
   * @default "dead-letter"
   */
  readonly onInvalid?: "dead-letter" | "fail";

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
