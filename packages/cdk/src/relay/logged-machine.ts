import { Names, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { forOwnAccount } from "../own-account.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";

/** A state machine to be made. */
export interface LoggedMachineOptions {
  /** In Amazon States Language, with the placeholders of the substitutions. */
  readonly text: string;
  readonly substitutions: Readonly<Record<string, string>>;
  /** What the role of the machine is for. */
  readonly roleDescription: string;
  /** What tells the machine's logs from those of the construct's other machines; none for its only one. */
  readonly logSuffix?: string;
}

/** A state machine, and its role, which may write logs and traces so far. */
export interface LoggedMachine {
  readonly machine: StateMachine;
  readonly role: Role;
}

const LONGEST_NAME = 128;

/** Makes a Standard state machine that logs everything and is traced. */
export function loggedMachine(
  scope: Construct,
  id: string,
  { logRetention }: ResolvedProps,
  { text, substitutions, roleDescription, logSuffix = "" }: LoggedMachineOptions,
): LoggedMachine {
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal("states.amazonaws.com").withConditions(forOwnAccount(scope)),
    description: roleDescription,
  });
  const logs = new LogGroup(scope, `${id}Logs`, {
    logGroupName: logGroupName(scope, logSuffix),
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const machine = new StateMachine(scope, id, {
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(text),
    definitionSubstitutions: { ...substitutions },
    role,
    tracingEnabled: true,
    logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: true },
  });
  return { machine, role };
}

/** Lets a machine do this to one resource. */
export function allow(role: Role, actions: string[], arn: string): void {
  role.addToPolicy(new PolicyStatement({ actions, resources: [arn] }));
}

/** Under this prefix, logs of Step Functions need no room in the account's one policy of CloudWatch Logs. */
function logGroupName(scope: Construct, suffix: string): string {
  const name = Names.uniqueResourceName(scope, {
    maxLength: LONGEST_NAME - suffix.length,
    allowedSpecialCharacters: "-_",
    separator: "-",
  });
  return `/aws/vendedlogs/states/${name}${suffix}`;
}
