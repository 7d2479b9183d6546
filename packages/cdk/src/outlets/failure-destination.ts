import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";

/** Who is told of records that were given up. */
export type FailureDestination = IQueue | ITopic | IBucket;

/** The ARN of the objects in which Lambda puts what was given up: `aws/lambda/<mapping>/<shard>/...`. */
export function givenUpObjects(bucket: IBucket): string {
  return bucket.arnForObjects("aws/lambda/*");
}

/** The ARN of a destination. */
export function destinationArn(destination: FailureDestination): string {
  if ("queueArn" in destination) return destination.queueArn;
  return "topicArn" in destination ? destination.topicArn : destination.bucketArn;
}

/** Lets a role tell a destination, one with a key of its own, too. */
export function destinationStatements(destination: FailureDestination): PolicyStatement[] {
  const arn = destinationArn(destination);
  if ("queueArn" in destination)
    return [new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [arn] })];
  if ("topicArn" in destination) return [new PolicyStatement({ actions: ["sns:Publish"], resources: [arn] })];
  return [
    new PolicyStatement({
      actions: ["s3:PutObject"],
      resources: [givenUpObjects(destination)],
    }),
    new PolicyStatement({ actions: ["s3:ListBucket"], resources: [arn] }),
  ];
}

/** Lets a role use the key of a destination, if it has one. */
export function allowDestinationKey(role: IRole, destination: FailureDestination): void {
  if ("queueArn" in destination) allowMessageKey(role, destination.encryptionMasterKey);
  else if ("topicArn" in destination) allowMessageKey(role, destination.masterKey);
  else destination.encryptionKey?.grant(role, "kms:GenerateDataKey");
}

/** Lets a role send messages that are encrypted with a key. */
export function allowMessageKey(role: IRole, key: IQueue["encryptionMasterKey"]): void {
  key?.grant(role, "kms:Decrypt", "kms:GenerateDataKey");
}
