import type { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";

/** How the stream of the table for events is read. */
export interface OutletProps {
  /**
   * Records handed over together: 1 to 10,000, and 6 MB in any case. With packed events a record has many of them.
   *
   * @default - 100 for a function; 10,000 for an archive, or 1,000 with packed events; for a pipe as many as its target takes, up to 100, and
   * where it unpacks what fits in any case: one packed item, or 4 events for a bus or a queue, 8 for a Kinesis stream, 1 for a machine
   */
  readonly batchSize?: number;

  /**
   * How long records are waited for until a batch is full. Whole seconds, up to 300.
   *
   * @default - they are not waited for; 5 minutes for an archive
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Batches of one shard that are handed over at once: 1 to 10. Above 1 the order of a stream is lost, as it is kept for each item alone.
   *
   * @default 1
   */
  readonly parallelization?: number;

  /**
   * Which records are read, as a pattern of EventBridge: `{ dynamodb: { Keys: { PK: { S: ["weather"] } } } }` takes one stream. What it does
   * not say of `eventName` is that of items that were added.
   *
   * @default - all records of items that were added
   */
  readonly filter?: Readonly<Record<string, unknown>>;

  /**
   * How often a batch that failed is tried again, halved each time, until what remains of it is given up: 0 to 10,000.
   *
   * @default 50
   */
  readonly retryAttempts?: number;

  /**
   * The age at which records are given up. Whole seconds, 60 to 86,400: the table's stream has them for a day.
   *
   * @default Duration.hours(12)
   */
  readonly maxRecordAge?: Duration;
}

/** What {@link UnboundedStreams.addConsumer} takes. */
export interface ConsumerProps extends OutletProps {
  /**
   * Who is told of records that were given up. A bucket gets the records themselves; a queue or topic, no FIFO one, where they stood
   * in the table's stream, which has them for a day.
   *
   * @default - nobody: a warning at synthesis says so
   */
  readonly onFailure?: IQueue | ITopic | IBucket;
}

/** What {@link UnboundedStreams.pipeTo} takes. */
export interface PipeProps extends OutletProps {
  /**
   * Whether a function takes the events out of the records on their way, unpacked and decompressed; or a function of your own that does.
   * Without one the target gets the records as DynamoDB has them.
   *
   * @default - true when events are packed, or compressed as `compress` says; else false
   */
  readonly enrichment?: boolean | IFunction;

  /**
   * Who is told of records that were given up, and where they stood in the table's stream. No FIFO one.
   *
   * @default - nobody: a warning at synthesis says so
   */
  readonly onFailure?: IQueue | ITopic;
}

/** What {@link UnboundedStreams.archiveTo} takes. */
export interface ArchiveProps extends ConsumerProps {
  /**
   * What stands before the objects' names.
   *
   * @default "events/"
   */
  readonly prefix?: string;

  /**
   * Memory of the function, in MB: 128 to 10,240.
   *
   * @default 512
   */
  readonly memorySize?: number;
}
