import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnPipe } from "aws-cdk-lib/aws-pipes";
import { Construct } from "constructs";
import { readerVariables } from "../function/function-environment.ts";
import { deployedDir } from "../handler-dir.ts";
import { forOwnAccount } from "../own-account.ts";
import type { PipeProps } from "../props/outlet-props.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { DEFAULT_RETRIES } from "./consumer.ts";
import { deployedFunction } from "./deployed-function.ts";
import { allowDestinationKey, destinationArn, destinationStatements } from "./failure-destination.ts";
import { outletFilter } from "./outlet-filter.ts";
import type { ResolvedTarget, TargetLimits } from "./pipe-target.ts";
import { allowDecryption, streamStatements, tableStreamArn } from "./table-stream.ts";

/** A pipe to be made. */
export interface PipeOptions {
  readonly table: ITable;
  readonly target: ResolvedTarget;
  readonly props: PipeProps;
  /** How the events are written that the pipe reads. */
  readonly writing: ResolvedProps;
}

/** A pipe's default batch; its target may take less. */
const DEFAULT_BATCH_SIZE = 100;

/** Makes a pipe from the stream of the table for events to a target, with a role that may do this and nothing else. */
export function eventsPipe(
  parent: Construct,
  id: string,
  { table, target, props, writing }: PipeOptions,
): CfnPipe {
  const streamArn = tableStreamArn(table);
  const scope = new Construct(parent, id);
  const { onFailure } = props;
  const enrichment = enrichmentOf(scope, target.limits, writing, props);
  const role = new Role(scope, "Role", {
    assumedBy: new ServicePrincipal("pipes.amazonaws.com").withConditions(forOwnAccount(scope)),
    description: "What the pipe may do that hands events on",
  });
  const statements = [...streamStatements(streamArn), target.statement];
  if (onFailure !== undefined) statements.push(...destinationStatements(onFailure));
  if (enrichment !== undefined) statements.push(invocation(enrichment));
  for (const statement of statements) role.addToPolicy(statement);
  allowDecryption(role, table);
  target.allowKey(role);
  if (onFailure !== undefined) allowDestinationKey(role, onFailure);
  const pipe = new CfnPipe(scope, "Pipe", {
    description: "Hands on the events that are added to the table",
    roleArn: role.roleArn,
    source: streamArn,
    sourceParameters: {
      filterCriteria: { filters: [outletFilter(props.filter)] },
      dynamoDbStreamParameters: {
        startingPosition: "TRIM_HORIZON",
        batchSize: props.batchSize ?? defaultBatchSize(target.limits, enrichment, writing),
        maximumBatchingWindowInSeconds: props.maxBatchingWindow?.toSeconds(),
        parallelizationFactor: props.parallelization,
        maximumRetryAttempts: props.retryAttempts ?? DEFAULT_RETRIES.retryAttempts,
        maximumRecordAgeInSeconds: (props.maxRecordAge ?? DEFAULT_RETRIES.maxRecordAge).toSeconds(),
        onPartialBatchItemFailure: "AUTOMATIC_BISECT",
        deadLetterConfig: onFailure && { arn: destinationArn(onFailure) },
      },
    },
    enrichment: enrichment?.functionArn,
    target: target.arn,
    targetParameters: target.parameters(enrichment !== undefined),
    logConfiguration: { level: "ERROR", cloudwatchLogsLogDestination: { logGroupArn: logs(scope, writing) } },
  });
  // A pipe is made only for a role that may read already.
  pipe.node.addDependency(role);
  return pipe;
}

function enrichmentOf(
  scope: Construct,
  limits: TargetLimits,
  writing: ResolvedProps,
  { enrichment = needsUnpacking(writing) }: PipeProps,
): IFunction | undefined {
  if (enrichment === false) return undefined;
  if (enrichment !== true) return enrichment;
  return deployedFunction(scope, "Unpack", {
    description: "takes the events out of the table's records for a pipe",
    directory: deployedDir("unpack"),
    environment: {
      MAX_MESSAGES: String(limits.maxMessages),
      MAX_MESSAGE_BYTES: String(limits.maxMessageBytes),
      MAX_BYTES: String(limits.maxBytes),
      ...readerVariables(writing.eventsLayout),
    },
    memorySize: 256,
    timeout: Duration.minutes(1),
    logRetention: writing.logRetention,
  });
}

/** Whether a target could not read the records as they are. */
function needsUnpacking({ writeMode, compress = "oversize" }: ResolvedProps): boolean {
  return writeMode === "packed" || !["oversize", "none"].includes(compress);
}

/**
 * What is unpacked always fits into what the target takes at once: one segment, or single events as large as a message may be. So no delivery
 * has to be tried again in halves.
 */
function defaultBatchSize(
  { maxMessages, maxMessageBytes, maxBytes }: TargetLimits,
  enrichment: IFunction | undefined,
  { writeMode }: ResolvedProps,
): number {
  if (enrichment === undefined) return Math.min(maxMessages, DEFAULT_BATCH_SIZE);
  return writeMode === "packed" ? 1 : Math.floor(maxBytes / maxMessageBytes);
}

function invocation({ functionArn }: IFunction): PolicyStatement {
  return new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] });
}

function logs(scope: Construct, { logRetention }: ResolvedProps): string {
  return new LogGroup(scope, "Logs", { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY })
    .logGroupArn;
}
