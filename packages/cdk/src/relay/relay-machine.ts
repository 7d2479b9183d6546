import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { allow, loggedMachine } from "./logged-machine.ts";
import { machineDefinition, PLACEHOLDERS } from "./machine-definition.ts";

/** What the machine invokes and reads. */
export interface RelayMachineResources {
  readonly connectionFunction: IFunction;
  readonly streamsTable: ITable;
}

/** What is relayed: one stream, or a carrier of many. */
const KINDS = {
  relay: { id: "Relay", what: "streams", logSuffix: "" },
  carrier: { id: "Carrier", what: "carriers of streams", logSuffix: "-Carrier" },
} as const;

/**
 * The state machine that relays streams, or the carriers of them. It invokes the function itself, not a version of it, so that after
 * a deployment each running execution goes on and its next connection runs the new code.
 */
export function relayMachine(
  scope: Construct,
  props: ResolvedProps,
  { connectionFunction, streamsTable }: RelayMachineResources,
): StateMachine {
  const strategy = props.fleet === undefined ? "relay" : "carrier";
  const { id, what, logSuffix } = KINDS[strategy];
  const { text, actionsOn } = machineDefinition({
    strategy,
    functionArn: PLACEHOLDERS.functionArn,
    tableName: PLACEHOLDERS.streamsTable,
    lifetimeSeconds: props.lifetime.toSeconds(),
    handoverLeadSeconds: props.handoverLead.toSeconds(),
    maxTurns: props.maxTurns,
  });
  const { machine, role } = loggedMachine(scope, id, props, {
    text,
    substitutions: {
      FunctionArn: connectionFunction.functionArn,
      StreamsTable: streamsTable.tableName,
    },
    roleDescription: `What the state machine that relays ${what} may do`,
    logSuffix,
  });
  allow(role, actionsOn.functionArn, connectionFunction.functionArn);
  allow(role, actionsOn.streamsTable, streamsTable.tableArn);
  streamsTable.encryptionKey?.grantEncryptDecrypt(role);
  // In the role's own policy, which the machine depends on, these would make a circular reference.
  new Policy(scope, `${id}StartsItself`, {
    roles: [role],
    statements: [new PolicyStatement({ actions: actionsOn.itself, resources: [machine.stateMachineArn] })],
  });
  return machine;
}
