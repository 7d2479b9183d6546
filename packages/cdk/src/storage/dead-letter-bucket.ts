import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { ResolvedProps } from "../props/resolve-props.ts";

/** What stands before the keys of dead letters in their bucket. */
export const DEAD_LETTER_PREFIX = "dead-letters/";

/** The bucket for events that are too large for the table. */
export function deadLetterBucket(scope: Construct, props: ResolvedProps): Bucket {
  return new Bucket(scope, "DeadLetters", {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules: [{ id: "expire", expiration: props.deadLetterRetention }],
    removalPolicy: props.removalPolicy,
  });
}
