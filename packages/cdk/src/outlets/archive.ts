import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { readerVariables } from "../function/function-environment.ts";
import { deployedDir } from "../handler-dir.ts";
import { acknowledgeObjects } from "../nag-findings.ts";
import type { ArchiveProps } from "../props/outlet-props.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { consumerMapping } from "./consumer.ts";
import { deployedFunction } from "./deployed-function.ts";

/** An archive to be made. */
export interface ArchiveOptions {
  readonly table: ITable;
  readonly bucket: IBucket;
  readonly props: ArchiveProps;
  /** How the events are written that are archived. */
  readonly writing: ResolvedProps;
}

const DEFAULT_ARCHIVE_PREFIX = "events/";

/** Records of a delivery: what 6 MB hold of single events, and of segments so many that the keys of their events fit into the memory. */
const BATCH_SIZE = { single: 10_000, packed: 1_000 } as const;

/** The most that Lambda waits: the fewer objects, the less an archive costs. */
const DEFAULT_WINDOW = Duration.minutes(5);

const DEFAULT_MEMORY_MB = 512;

/** Makes the function that archives the events that are added to the table, and hands it the table's stream. */
export function eventsArchive(
  parent: Construct,
  id: string,
  { table, bucket, props, writing }: ArchiveOptions,
): LambdaFunction {
  const { prefix = DEFAULT_ARCHIVE_PREFIX, memorySize = DEFAULT_MEMORY_MB, ...outlet } = props;
  const scope = new Construct(parent, id);
  const objects = bucket.arnForObjects(`${prefix}*`);
  const archive = deployedFunction(scope, "Archive", {
    description: "archives the events that are added to the table",
    directory: deployedDir("archive"),
    environment: { BUCKET: bucket.bucketName, PREFIX: prefix, ...readerVariables(writing.eventsLayout) },
    memorySize,
    timeout: Duration.minutes(5),
    logRetention: writing.logRetention,
    statements: [new PolicyStatement({ actions: ["s3:PutObject"], resources: [objects] })],
  });
  bucket.encryptionKey?.grant(archive, "kms:GenerateDataKey");
  const batchSize = writing.writeMode === "packed" ? BATCH_SIZE.packed : BATCH_SIZE.single;
  consumerMapping(scope, "Mapping", {
    table,
    consumer: archive,
    props: { batchSize, maxBatchingWindow: DEFAULT_WINDOW, ...outlet },
  });
  acknowledgeObjects(
    scope,
    objects,
    "the name of an object is made of its contents, so the prefix is all that is known of it",
  );
  return archive;
}
