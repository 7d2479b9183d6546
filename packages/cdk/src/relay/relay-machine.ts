import { Names, RemovalPolicy } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { forOwnAccount } from "../own-account.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { relayDefinition } from "./relay-definition.ts";

/** What the machine invokes and reads. */
export interface RelayMachineResources {
  readonly connectionFunction: IFunction;
  readonly streamsTable: ITable;
}

/**
 * The state machine that relays streams. It invokes the function itself, not a version of it, so that after a deployment each
 * running execution goes on and its next connection runs the new code.
 */
export function relayMachine(
  scope: Construct,
  props: ResolvedProps,
  { connectionFunction, streamsTable }: RelayMachineResources,
): StateMachine {
  const { text, actionsOn } = relayDefinition(props);
  const role = new Role(scope, "RelayRole", {
    assumedBy: new ServicePrincipal("states.amazonaws.com").withConditions(forOwnAccount(scope)),
    description: "What the state machine that relays streams may do",
  });
  const machine = new StateMachine(scope, "Relay", {
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(text),
    definitionSubstitutions: {
      FunctionArn: connectionFunction.functionArn,
      StreamsTable: streamsTable.tableName,
    },
    role,
    tracingEnabled: true,
    logs: { destination: relayLogs(scope, props), level: LogLevel.ALL, includeExecutionData: true },
  });
  allow(role, actionsOn.connectionFunction, connectionFunction.functionArn);
  allow(role, actionsOn.streamsTable, streamsTable.tableArn);
  streamsTable.encryptionKey?.grantEncryptDecrypt(role);
  // In the role's own policy, which the machine depends on, these would make a circular reference.
  new Policy(scope, "RelayStartsItself", {
    roles: [role],
    statements: [new PolicyStatement({ actions: actionsOn.itself, resources: [machine.stateMachineArn] })],
  });
  return machine;
}

function allow(role: Role, actions: string[], arn: string): void {
  role.addToPolicy(new PolicyStatement({ actions, resources: [arn] }));
}

/** Under this prefix, logs of Step Functions need no room in the account's one policy of CloudWatch Logs. */
function relayLogs(scope: Construct, { logRetention }: ResolvedProps): LogGroup {
  const name = Names.uniqueResourceName(scope, {
    maxLength: 128,
    allowedSpecialCharacters: "-_",
    separator: "-",
  });
  return new LogGroup(scope, "RelayLogs", {
    logGroupName: `/aws/vendedlogs/states/${name}`,
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
