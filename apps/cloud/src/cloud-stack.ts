import { UnboundedStreams } from "@unbounded-streams/cdk";
import { type App, CfnOutput, type Environment, Stack } from "aws-cdk-lib";
import type { CloudConfig } from "./config.ts";
import { constructProps } from "./construct-props.ts";

const DEFAULT_STACK_NAME = "UnboundedStreams";

/** Adds the stack of a config that has been checked to an app; what one needs to use it is among its outputs. */
export function addCloudStack(app: App, config: CloudConfig, env: Environment = {}): Stack {
  const stack = new Stack(app, config.stackName ?? DEFAULT_STACK_NAME, {
    description: "Keeps HTTP streams open for ever",
    env: { ...env, ...(config.region === undefined ? {} : { region: config.region }) },
  });
  const streams = new UnboundedStreams(stack, "Streams", constructProps(stack, config));
  const outputs: Record<string, string | undefined> = {
    Api: streams.api?.url,
    ApiKeyId: streams.apiKey?.keyId,
    StateMachineArn: streams.stateMachine.stateMachineArn,
    CarrierMachineArn: streams.carrierMachine?.stateMachineArn,
    FunctionName: streams.function.functionName,
    EventsTable: streams.eventsTable.tableName,
    StreamsTable: streams.streamsTable.tableName,
    LedgerTable: streams.ledgerTable?.tableName,
    DeadLetterBucket: streams.deadLetterBucket.bucketName,
  };
  for (const [name, value] of Object.entries(outputs)) {
    if (value !== undefined) new CfnOutput(stack, name, { value });
  }
  return stack;
}
