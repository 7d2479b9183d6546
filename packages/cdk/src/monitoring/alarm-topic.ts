import { Annotations } from "aws-cdk-lib";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { forOwnAccount } from "../own-account.ts";

const POLICY_IS_ELSEWHERE =
  "the policy of the topic in onFailure is not in this app: see that it allows cloudwatch.amazonaws.com to sns:Publish, " +
  "and that the topic's own key, if it has one, allows it kms:Decrypt and kms:GenerateDataKey; otherwise alarms tell nobody";

/**
 * Lets the account's alarms tell a topic. Any policy of a topic takes the place of the one that SNS gives it, which lets them; so
 * does the single Deny of `enforceSSL`. Where the policy is not the app's to change, a warning says so.
 */
export function allowAlarms(scope: Construct, topic: ITopic): void {
  const alarms = new ServicePrincipal("cloudwatch.amazonaws.com").withConditions(forOwnAccount(scope));
  const { statementAdded } = topic.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [alarms],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
    }),
  );
  const key = topic.masterKey?.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [alarms],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
    }),
  );
  if (statementAdded && key?.statementAdded !== false) return;
  Annotations.of(scope).addWarningV2("@unbounded-streams/cdk:alarmTopicPolicy", POLICY_IS_ELSEWHERE);
}
