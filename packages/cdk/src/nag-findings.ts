import * as cdk from "aws-cdk-lib";
import { Stack } from "aws-cdk-lib";
import type { Bucket, CfnBucket } from "aws-cdk-lib/aws-s3";
import type { Construct, IConstruct } from "constructs";
import { DEAD_LETTER_PREFIX } from "./storage/dead-letter-bucket.ts";

/** A rule of cdk-nag's AwsSolutions, where it is not kept, and why that is right. */
interface Finding {
  /** The child of the construct, if it has one of that name. */
  readonly at: string;
  readonly id: string;
  readonly reason: string;
}

const MACHINE_ROLES = ["RelayRole", "CarrierRole", "AdmissionRole"];

const TRACING =
  "X-Ray's actions know no resources: PutTraceSegments and PutTelemetryRecords can only be allowed on all";
const LOG_DELIVERY = "the actions of log delivery know no resources: they can only be allowed on all";
const CUSTOMER_KEY = "these are the actions that DynamoDB needs of a table's own key, on that key alone";

/**
 * Acknowledges what cdk-nag finds and is meant to be so, finding by finding, so that what an app adds is still found. Without
 * cdk-nag it has no effect.
 *
 * @param scope the construct, with all that it makes
 */
export function acknowledgeFindings(scope: Construct, deadLetters: Bucket): void {
  const bucket = deadLetters.node.defaultChild as CfnBucket;
  const bucketId: string = Stack.of(scope).resolve(bucket.logicalId);
  const findings: Finding[] = [
    {
      at: "DeadLetters",
      id: "AwsSolutions-S1",
      reason: "only the function may write here, and each of its writes is in its own log and metrics",
    },
    {
      at: "FunctionRole",
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${DEAD_LETTER_PREFIX}*]`,
      reason: "the key of a dead letter is that of its event, so the prefix is all that is known of it",
    },
    { at: "FunctionRole", id: "AwsSolutions-IAM5[Resource::*]", reason: TRACING },
    ...MACHINE_ROLES.map((at) => ({
      at,
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: `${TRACING}; ${LOG_DELIVERY}`,
    })),
    ...apiFindings(),
    ...["FunctionRole", ...MACHINE_ROLES, "ApiRole"].flatMap((at) =>
      ["kms:GenerateDataKey*", "kms:ReEncrypt*"].map((action) => ({
        at,
        id: `AwsSolutions-IAM5[Action::${action}]`,
        reason: CUSTOMER_KEY,
      })),
    ),
  ];
  for (const { at, id, reason } of findings) {
    const child: IConstruct | undefined = scope.node.tryFindChild(at);
    if (child !== undefined) acknowledge(child, { id, reason });
  }
}

/**
 * Acknowledges that everything below a construct that may touch objects of a bucket may touch those of a prefix.
 *
 * @param objects the ARN of the objects, which ends in a wildcard
 */
export function acknowledgeObjects(scope: Construct, objects: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${shownByNag(Stack.of(scope).resolve(objects))}]`;
  acknowledge(scope, { id, reason });
}

/** A CDK before 2.270 has no place for it. */
function acknowledge(scope: IConstruct, finding: Omit<Finding, "at">): void {
  const { Validations }: Partial<typeof cdk> = cdk;
  Validations?.of(scope).acknowledge(finding);
}

/** An ARN as cdk-nag shows it. */
function shownByNag(arn: unknown): string {
  if (typeof arn !== "object" || arn === null) return String(arn);
  const [[kind, value] = []] = Object.entries(arn);
  if (kind === "Fn::Join") return (value as [string, unknown[]])[1].map(shownByNag).join("");
  return `<${[value].flat().join(".")}>`;
}

function apiFindings(): Finding[] {
  const policy = "arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  return [
    {
      at: "Api",
      id: "AwsSolutions-COG4",
      reason:
        "callers are other machines: they sign their requests (IAM) or carry an API key, and none is let in without",
    },
    {
      at: "Api",
      id: "AwsSolutions-APIG4",
      reason: "with an API key as the only authorization, every method requires that key",
    },
    {
      at: "Api",
      id: "AwsSolutions-APIG3",
      reason:
        "unsigned requests are turned away and the rest are throttled; an app may put its own WAF before the stage",
    },
    {
      at: "Api",
      id: `AwsSolutions-IAM4[Policy::${policy}]`,
      reason: "the role is the account's, for the logs of every API: AWS made this policy for it",
    },
  ];
}
