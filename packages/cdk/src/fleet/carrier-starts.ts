import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";

/**
 * Lets the function start further carriers. The carrier machine needs the function, which needs its role's own policy: there, this
 * would make a circular reference.
 */
export function allowCarrierStarts(
  scope: Construct,
  connectionFunction: LambdaFunction,
  carrierMachine: StateMachine,
): void {
  const { role } = connectionFunction;
  if (role === undefined) return;
  new Policy(scope, "FunctionStartsCarriers", {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ["states:StartExecution"],
        resources: [carrierMachine.stateMachineArn],
      }),
    ],
  });
}
