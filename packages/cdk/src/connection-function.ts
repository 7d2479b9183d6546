import { fileURLToPath } from "node:url";
import { RemovalPolicy, Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { ViaServicePrincipal } from "aws-cdk-lib/aws-kms";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { DEAD_LETTER_PREFIX, functionEnvironment } from "./function-environment.ts";
import type { ResolvedProps } from "./resolve-props.ts";

/** What the function reads and writes. */
export interface ConnectionFunctionResources {
  readonly eventsTable: ITable;
  readonly streamsTable: ITable;
  readonly deadLetters: IBucket;
  readonly serviceName: string;
}

/** The handler of `connection-manager`, bundled when this package was built. The same from `src` and from `dist`. */
const HANDLER_DIR = fileURLToPath(new URL("../dist/handler", import.meta.url));

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
  const role = new Role(scope, "FunctionRole", {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    description: "What the function that holds a connection may do",
  });
  logGroup.grantWrite(role);
  allowTables(role, resources);
  allowDeadLetters(role, resources.deadLetters);
  if (props.source.key !== undefined) allowSecret(role, props.source.key);
  return new LambdaFunction(scope, "Function", {
    description: "Holds one connection of a stream and stores its events",
    code: Code.fromAsset(HANDLER_DIR),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memorySize,
    timeout: props.lifetime,
    environment: functionEnvironment(props, {
      eventsTable: resources.eventsTable.tableName,
      streamsTable: resources.streamsTable.tableName,
      deadLetterBucket: resources.deadLetters.bucketName,
      serviceName: resources.serviceName,
    }),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: props.logLevel,
    tracing: Tracing.ACTIVE,
  });
}

function allowTables(role: Role, { eventsTable, streamsTable }: ConnectionFunctionResources): void {
  eventsTable.grant(role, "dynamodb:PutItem", "dynamodb:PartiQLInsert");
  streamsTable.grant(role, "dynamodb:GetItem", "dynamodb:UpdateItem");
  for (const { encryptionKey } of [eventsTable, streamsTable]) encryptionKey?.grantEncryptDecrypt(role);
}

function allowDeadLetters(role: Role, bucket: IBucket): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects(`${DEAD_LETTER_PREFIX}*`)],
    }),
  );
}

/** A secret of which only the name is known has an ARN that ends in six characters of Secrets Manager's choice. */
function allowSecret(role: Role, secret: ISecret): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["secretsmanager:GetSecretValue"],
      resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
    }),
  );
  secret.encryptionKey?.grantDecrypt(
    new ViaServicePrincipal(`secretsmanager.${Stack.of(secret).region}.amazonaws.com`, role),
  );
}
