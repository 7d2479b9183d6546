import type { IEventBus } from "aws-cdk-lib/aws-events";
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IStream } from "aws-cdk-lib/aws-kinesis";
import type { CfnPipe } from "aws-cdk-lib/aws-pipes";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { isFifo } from "../checks/check-outlet.ts";
import { allowMessageKey } from "./failure-destination.ts";

/** Where a pipe can lead to. */
export type PipeTarget = IEventBus | IQueue | IStream | IStateMachine;

/** What the target takes in one request; bytes are those of UTF-8 JSON. */
export interface TargetLimits {
  /** Records, or messages, in a batch (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html). */
  readonly maxMessages: number;
  /** Of one message. No more than a third of `maxBytes` where messages are many, so that one record's are never too many. */
  readonly maxMessageBytes: number;
  /** Of a batch, with room for what AWS adds to it. */
  readonly maxBytes: number;
}

/** A target as a pipe has it. */
export interface ResolvedTarget {
  readonly arn: string;
  readonly limits: TargetLimits;
  readonly statement: PolicyStatement;
  /** @param isUnpacked whether the target gets messages of events, and not records of DynamoDB */
  parameters(isUnpacked: boolean): CfnPipe.PipeTargetParametersProperty;
  allowKey(role: IRole): void;
  readonly problems: readonly string[];
}

/** What an event bus calls the events, beside their source. */
const DETAIL_TYPE = "Events added";
const SOURCE = "unbounded-streams";

/** A bus, a queue and a machine take 256 KB at once; a bus and a queue are billed for each 64 KB of a message. */
const SMALL_BYTES = 240_000;
const BILLED_BYTES = 60_000;
const LIMITS = {
  bus: { maxMessages: 10, maxMessageBytes: BILLED_BYTES, maxBytes: SMALL_BYTES },
  queue: { maxMessages: 10, maxMessageBytes: BILLED_BYTES, maxBytes: SMALL_BYTES },
  stream: { maxMessages: 500, maxMessageBytes: 500_000, maxBytes: 4_000_000 },
  machine: { maxMessages: 10_000, maxMessageBytes: SMALL_BYTES, maxBytes: SMALL_BYTES },
} as const satisfies Record<string, TargetLimits>;

/** What a pipe needs to know of its target. */
export function resolveTarget(target: PipeTarget): ResolvedTarget {
  if ("eventBusArn" in target) return busTarget(target);
  if ("queueArn" in target) return queueTarget(target);
  return "stateMachineArn" in target ? machineTarget(target) : kinesisTarget(target);
}

const noKey = (): void => undefined;

function busTarget({ eventBusArn: arn }: IEventBus): ResolvedTarget {
  return {
    arn,
    limits: LIMITS.bus,
    statement: allowed(arn, "events:PutEvents"),
    parameters: () => ({ eventBridgeEventBusParameters: { source: SOURCE, detailType: DETAIL_TYPE } }),
    allowKey: noKey,
    problems: [],
  };
}

function queueTarget(queue: IQueue): ResolvedTarget {
  return {
    arn: queue.queueArn,
    limits: LIMITS.queue,
    statement: allowed(queue.queueArn, "sqs:SendMessage"),
    parameters: () => ({}),
    allowKey: (role) => allowMessageKey(role, queue.encryptionMasterKey),
    problems: isFifo(queue)
      ? ["the target is a FIFO queue, which is not supported: give a standard one"]
      : [],
  };
}

function kinesisTarget({ streamArn: arn, encryptionKey }: IStream): ResolvedTarget {
  return {
    arn,
    limits: LIMITS.stream,
    statement: allowed(arn, "kinesis:PutRecord", "kinesis:PutRecords"),
    parameters: (isUnpacked) => ({
      kinesisStreamParameters: { partitionKey: isUnpacked ? "$.streamId" : "$.dynamodb.Keys.PK.S" },
    }),
    allowKey: (role) => encryptionKey?.grant(role, "kms:GenerateDataKey"),
    problems: [],
  };
}

function machineTarget({ stateMachineArn: arn }: IStateMachine): ResolvedTarget {
  return {
    arn,
    limits: LIMITS.machine,
    statement: allowed(arn, "states:StartExecution"),
    parameters: () => ({ stepFunctionStateMachineParameters: { invocationType: "FIRE_AND_FORGET" } }),
    allowKey: noKey,
    problems: [],
  };
}

function allowed(arn: string, ...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: [arn] });
}
