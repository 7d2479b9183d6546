import { RemovalPolicy } from "aws-cdk-lib";
import {
  AccessLogFormat,
  AuthorizationType,
  AwsIntegration,
  EndpointType,
  type IApiKey,
  type IRequestValidator,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  PassthroughBehavior,
  type Resource,
  ResponseType,
  RestApi,
  type RestApiProps,
} from "aws-cdk-lib/aws-apigateway";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { ResolvedApiProps, ResolvedProps } from "../resolve-props.ts";
import { listAnswer, readAnswer, startAnswer, stopAnswer } from "./answers.ts";
import {
  listFailure,
  readFailure,
  startFailure,
  stopFailure,
  UPSTREAM_FAILED,
  upstreamFailure,
} from "./failures.ts";
import { listRequest, readRequest, startRequest, stopRequest } from "./templates.ts";

/** What the API works on. */
export interface ConnectionsApiResources {
  readonly stateMachine: IStateMachine;
  readonly streamsTable: ITable;
}

/** The API, and the key that it asks for, if it does. */
export interface ConnectionsApi {
  readonly restApi: RestApi;
  readonly apiKey: IApiKey | undefined;
}

const STOP_REASON = "stopped through the API";

/**
 * `POST /connections/{streamId}` starts the state machine, `GET` on it and on `/connections` tells the leases, `DELETE` stops a
 * stream: Step Functions and DynamoDB are called by API Gateway itself, with a role that may do just that.
 */
export function connectionsApi(
  scope: Construct,
  props: ResolvedProps & { readonly api: ResolvedApiProps },
  { stateMachine, streamsTable }: ConnectionsApiResources,
): ConnectionsApi {
  const restApi = new RestApi(scope, "Api", restApiProps(scope, props));
  answerErrorsAsJson(restApi);
  const shared: SharedByCalls = {
    credentialsRole: apiRole(scope, { stateMachine, streamsTable }),
    requestValidator: restApi.addRequestValidator("Validator", {
      validateRequestParameters: true,
      validateRequestBody: true,
    }),
  };
  const { stateMachineArn } = stateMachine;
  const { tableName } = streamsTable;
  const connections = restApi.root.addResource("connections");
  const connection = connections.addResource("{streamId}");
  addCall(connections, "GET", shared, {
    service: "dynamodb",
    action: "Scan",
    request: listRequest({ tableName }),
    answer: listAnswer(),
    failure: listFailure(),
    parameters: { "method.request.querystring.limit": false, "method.request.querystring.next": false },
  });
  addCall(connection, "POST", shared, {
    service: "states",
    action: "StartExecution",
    request: startRequest({ stateMachineArn }),
    answer: startAnswer(),
    failure: startFailure(),
    parameters: { "method.request.path.streamId": true, "method.request.querystring.restart": false },
  });
  addCall(connection, "GET", shared, {
    service: "dynamodb",
    action: "GetItem",
    request: readRequest({ tableName }),
    answer: readAnswer(),
    failure: readFailure(),
    parameters: { "method.request.path.streamId": true },
  });
  addCall(connection, "DELETE", shared, {
    service: "dynamodb",
    action: "UpdateItem",
    request: stopRequest({ tableName, reason: STOP_REASON }),
    answer: stopAnswer(),
    failure: stopFailure(),
    parameters: { "method.request.path.streamId": true },
  });
  return { restApi, apiKey: props.api.authorization === "iam" ? undefined : addKey(restApi) };
}

function restApiProps(
  scope: Construct,
  props: ResolvedProps & { readonly api: ResolvedApiProps },
): RestApiProps {
  const { authorization, rateLimit, burstLimit, stageName, cloudWatchRole } = props.api;
  const accessLogs = new LogGroup(scope, "ApiLogs", {
    retention: props.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return {
    description: "Starts, shows and stops the streams",
    endpointTypes: [EndpointType.REGIONAL],
    cloudWatchRole,
    ...(cloudWatchRole ? { cloudWatchRoleRemovalPolicy: props.removalPolicy } : {}),
    defaultMethodOptions: {
      authorizationType: authorization === "api-key" ? AuthorizationType.NONE : AuthorizationType.IAM,
      apiKeyRequired: authorization !== "iam",
    },
    deployOptions: {
      stageName,
      throttlingRateLimit: rateLimit,
      throttlingBurstLimit: burstLimit,
      loggingLevel: MethodLoggingLevel.ERROR,
      tracingEnabled: true,
      accessLogDestination: new LogGroupLogDestination(accessLogs),
      accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
    },
  };
}

/** What API Gateway itself refuses has its own name for the reason as the code: `THROTTLED`, `ACCESS_DENIED`, `INVALID_API_KEY`. */
function answerErrorsAsJson(restApi: RestApi): void {
  for (const [id, type] of [
    ["Refused", ResponseType.DEFAULT_4XX],
    ["Failed", ResponseType.DEFAULT_5XX],
  ] as const) {
    restApi.addGatewayResponse(id, {
      type,
      templates: {
        "application/json":
          '{"error": {"code": "$context.error.responseType", "message": $context.error.messageString}}',
      },
    });
  }
}

function apiRole(scope: Construct, { stateMachine, streamsTable }: ConnectionsApiResources): Role {
  const role = new Role(scope, "ApiRole", {
    assumedBy: new ServicePrincipal("apigateway.amazonaws.com"),
    description: "What the API of the streams may do",
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ["states:StartExecution"], resources: [stateMachine.stateMachineArn] }),
  );
  streamsTable.grant(role, "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem");
  streamsTable.encryptionKey?.grantEncryptDecrypt(role);
  return role;
}

/** One method, and the call of a service that it stands for. */
interface Call {
  readonly service: "states" | "dynamodb";
  readonly action: string;
  readonly request: string;
  readonly answer: string;
  readonly failure: string;
  readonly parameters: Record<string, boolean>;
}

interface SharedByCalls {
  readonly credentialsRole: Role;
  readonly requestValidator: IRequestValidator;
}

/** A body of another type than JSON is answered with 415: passed on as it is, it would be a call of the caller's own making. */
function addCall(resource: Resource, method: string, shared: SharedByCalls, call: Call): void {
  const json = (template: string) => ({ "application/json": template });
  const integration = new AwsIntegration({
    service: call.service,
    action: call.action,
    integrationHttpMethod: "POST",
    options: {
      credentialsRole: shared.credentialsRole,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: json(call.request),
      integrationResponses: [
        { statusCode: "200", responseTemplates: json(call.answer) },
        { statusCode: "400", selectionPattern: "4\\d{2}", responseTemplates: json(call.failure) },
        {
          statusCode: String(UPSTREAM_FAILED.status),
          selectionPattern: "5\\d{2}",
          responseTemplates: json(upstreamFailure()),
        },
      ],
    },
  });
  const options: MethodOptions = {
    requestParameters: call.parameters,
    requestValidator: shared.requestValidator,
    methodResponses: ["200", "400", String(UPSTREAM_FAILED.status)].map((statusCode) => ({ statusCode })),
  };
  resource.addMethod(method, integration, options);
}

function addKey(restApi: RestApi): IApiKey {
  const apiKey = restApi.addApiKey("Key");
  const plan = restApi.addUsagePlan("Plan", { apiStages: [{ stage: restApi.deploymentStage }] });
  plan.addApiKey(apiKey);
  return apiKey;
}
