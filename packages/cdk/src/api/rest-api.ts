import { RemovalPolicy } from "aws-cdk-lib";
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IApiKey,
  LogGroupLogDestination,
  MethodLoggingLevel,
  Period,
  ResponseType,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { PropsWithApi } from "../props/resolve-props.ts";

/** The API without any method: who may call it, how often, and what it logs. */
export function createRestApi(scope: Construct, props: PropsWithApi): RestApi {
  const { authorization, rateLimit, burstLimit, stageName, cloudWatchRole } = props.api;
  const accessLogs = new LogGroup(scope, "ApiLogs", {
    retention: props.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const restApi = new RestApi(scope, "Api", {
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
  });
  answerErrorsAsJson(restApi);
  return restApi;
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

/** Makes a key for `x-api-key`, with a usage plan of its own, which bounds what the key may ask for in a day. */
export function addKey(restApi: RestApi, { api: { quotaPerDay } }: PropsWithApi): IApiKey {
  const apiKey = restApi.addApiKey("Key");
  const plan = restApi.addUsagePlan("Plan", {
    apiStages: [{ stage: restApi.deploymentStage }],
    ...(quotaPerDay === false ? {} : { quota: { limit: quotaPerDay, period: Period.DAY } }),
  });
  plan.addApiKey(apiKey);
  return apiKey;
}
