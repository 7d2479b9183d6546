import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { type PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, LoggingFormat } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { NODEJS_24 } from "../function/runtime.ts";
import { forOwnAccount } from "../own-account.ts";

/** A function of this package's own. */
export interface DeployedFunctionOptions {
  readonly description: string;
  /** The folder of its bundle. */
  readonly directory: string;
  readonly environment: Record<string, string>;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  /** What it may do besides writing its log. */
  readonly statements?: readonly PolicyStatement[];
}

/** Makes a function with a role that may write its log and do what is said. */
export function deployedFunction(
  scope: Construct,
  id: string,
  { directory, logRetention, statements = [], description, ...options }: DeployedFunctionOptions,
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com").withConditions(forOwnAccount(scope)),
    description: `What the function may do that ${description}`,
  });
  logGroup.grantWrite(role);
  for (const statement of statements) role.addToPolicy(statement);
  return new LambdaFunction(scope, id, {
    description: `The function that ${description}`,
    code: Code.fromAsset(directory),
    handler: "index.handler",
    runtime: NODEJS_24,
    architecture: Architecture.ARM_64,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    ...options,
  });
}
