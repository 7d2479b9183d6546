import { Rule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { forOwnAccount } from "../own-account.ts";

/** The machines of a fleet. */
export interface FleetMachines {
  readonly carrierMachine: StateMachine;
  readonly admissionMachine: StateMachine;
}

/** How an execution ends that did not end by itself. */
const UNTIMELY_ENDS = ["FAILED", "ABORTED", "TIMED_OUT"];

/**
 * Starts the admission machine when an execution of the fleet's is stopped or fails, so that the streams of a carrier that
 * is gone are carried again, even when no other carrier runs to see it
 * (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html).
 */
export function wakeRule(scope: Construct, { carrierMachine, admissionMachine }: FleetMachines): Rule {
  const role = new Role(scope, "WakeRole", {
    assumedBy: new ServicePrincipal("events.amazonaws.com").withConditions(forOwnAccount(scope)),
    description: "What the rule that wakes the fleet may do",
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ["states:StartExecution"],
      resources: [admissionMachine.stateMachineArn],
    }),
  );
  return new Rule(scope, "Wake", {
    description: "Sees to the streams of a carrier that was stopped or has failed",
    eventPattern: {
      source: ["aws.states"],
      detailType: ["Step Functions Execution Status Change"],
      detail: {
        status: UNTIMELY_ENDS,
        stateMachineArn: [carrierMachine.stateMachineArn, admissionMachine.stateMachineArn],
      },
    },
    targets: [{ bind: () => ({ arn: admissionMachine.stateMachineArn, role }) }],
  });
}
