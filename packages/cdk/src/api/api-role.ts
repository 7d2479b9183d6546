import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { grantTable } from "../storage/tables.ts";

/** What the API works on. */
export interface ApiResources {
  readonly stateMachine: IStateMachine;
  readonly streamsTable: ITable;
  /** Undefined when connections are not put on record. */
  readonly ledgerTable: ITable | undefined;
}

/**
 * The role with which API Gateway calls Step Functions and DynamoDB. API Gateway names no account when it assumes such a role, so
 * that a condition on `aws:SourceAccount` would refuse every call.
 */
export function apiRole(scope: Construct, { stateMachine, streamsTable, ledgerTable }: ApiResources): Role {
  const role = new Role(scope, "ApiRole", {
    assumedBy: new ServicePrincipal("apigateway.amazonaws.com"),
    description: "What the API of the streams may do",
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ["states:StartExecution"], resources: [stateMachine.stateMachineArn] }),
  );
  grantTable(streamsTable, role, "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem");
  if (ledgerTable !== undefined) grantTable(ledgerTable, role, "dynamodb:Query");
  streamsTable.encryptionKey?.grantEncryptDecrypt(role);
  return role;
}
