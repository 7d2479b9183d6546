import { Stack } from "aws-cdk-lib";
import type { Conditions } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

/**
 * That a service acts for a resource of the construct's own account, and not for somebody else's who has learned an ARN
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). Not for a role that API Gateway calls services with: it
 * names no account when it assumes one, so that each call would fail.
 */
export function forOwnAccount(scope: Construct): Conditions {
  return { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } };
}
