import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import type { Clients } from "./clients.ts";

/** Everything that there is, each as `kind name`, but for what `cdk bootstrap` has made. */
export async function resourcesOf(clients: Clients): Promise<string[]> {
  const { TableNames = [] } = await clients.dynamoDb.send(new ListTablesCommand({}));
  const { Functions = [] } = await clients.lambda.send(new ListFunctionsCommand({}));
  const { stateMachines = [] } = await clients.stepFunctions.send(new ListStateMachinesCommand({}));
  const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
  const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({}));
  return [
    ...TableNames.map((name) => `table ${name}`),
    ...Functions.map(({ FunctionName }) => `function ${FunctionName}`),
    ...stateMachines.map(({ name }) => `state machine ${name}`),
    ...Buckets.filter(({ Name = "" }) => !Name.startsWith("cdk-")).map(({ Name }) => `bucket ${Name}`),
    ...Stacks.filter(
      ({ StackName, StackStatus }) => StackName !== "CDKToolkit" && StackStatus !== "DELETE_COMPLETE",
    ).map(({ StackName }) => `stack ${StackName}`),
  ];
}
