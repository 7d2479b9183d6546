import { RemovalPolicy } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { functionCode } from "./function-code.ts";
import { functionEnvironment } from "./function-environment.ts";
import { functionRole } from "./function-role.ts";
import { NODEJS_24 } from "./runtime.ts";
import { secretsOf } from "./source-definition.ts";

const MORE_THAN_INFO: readonly ApplicationLogLevel[] = [ApplicationLogLevel.TRACE, ApplicationLogLevel.DEBUG];

/** Metrics are lines of the log, without a level: Lambda counts them as `INFO`, and a higher level would silence them. */
function lambdaLogLevel(level: ApplicationLogLevel): ApplicationLogLevel {
  return MORE_THAN_INFO.includes(level) ? level : ApplicationLogLevel.INFO;
}

/** What the function reads and writes. */
export interface ConnectionFunctionResources {
  readonly eventsTable: ITable;
  readonly streamsTable: ITable;
  /** Undefined when connections are not put on record. */
  readonly ledgerTable: ITable | undefined;
  readonly deadLetters: IBucket;
  readonly serviceName: string;
}

/** The function that holds one connection, with a role that may do what it does and nothing else. */
export function connectionFunction(
  scope: Construct,
  props: ResolvedProps,
  resources: ConnectionFunctionResources,
): LambdaFunction {
  const logGroup = new LogGroup(scope, "FunctionLogs", {
    retention: props.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return new LambdaFunction(scope, "Function", {
    description:
      props.fleet === undefined
        ? "Holds one connection of a stream and stores its events"
        : "Holds one connection of each of many streams and stores their events",
    code: functionCode(scope, props.sources),
    handler: "index.handler",
    runtime: NODEJS_24,
    architecture: Architecture.ARM_64,
    memorySize: props.memorySize,
    timeout: props.lifetime,
    environment: functionEnvironment(props, {
      eventsTable: resources.eventsTable.tableName,
      streamsTable: resources.streamsTable.tableName,
      ledgerTable: resources.ledgerTable?.tableName,
      deadLetterBucket: resources.deadLetters.bucketName,
      serviceName: resources.serviceName,
    }),
    role: functionRole(scope, {
      ...resources,
      logGroup,
      secrets: secretsOf(props),
      isPacked: props.writeMode === "packed",
      isCarrier: props.fleet !== undefined,
    }),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: lambdaLogLevel(props.logLevel),
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
    tracing: Tracing.ACTIVE,
  });
}
