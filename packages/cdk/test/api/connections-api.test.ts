import { Match, Template } from "aws-cdk-lib/assertions";
import { User } from "aws-cdk-lib/aws-iam";
import { describe, expect, it } from "vitest";
import type { ApiProps } from "../../src/index.ts";
import { build, SOURCE, templates } from "../support/stacks.ts";

describe("the API", () => {
  const methodsOf = (template: Template) =>
    Object.values(template.findResources("AWS::ApiGateway::Method")).map(({ Properties }) => Properties);

  it.each([
    ["defaults", "AWS_IAM", false],
    ["everything", "AWS_IAM", true],
  ] as const)("is never open: %s", (name, AuthorizationType, ApiKeyRequired) => {
    const methods = methodsOf(templates[name]());
    expect(methods.map(({ HttpMethod }) => HttpMethod).sort()).toEqual([
      ...["DELETE", "GET", "GET", "GET", "POST"],
    ]);
    for (const method of methods) expect(method).toMatchObject({ AuthorizationType, ApiKeyRequired });
  });

  it("asks for a key when that is all it asks for", () => {
    const { stack, streams } = build({ source: SOURCE, api: { authorization: "api-key" } });
    const template = Template.fromStack(stack);
    for (const method of methodsOf(template)) {
      expect(method).toMatchObject({ AuthorizationType: "NONE", ApiKeyRequired: true });
    }
    expect(streams.apiKey).toBeDefined();
    template.resourceCountIs("AWS::ApiGateway::UsagePlanKey", 1);
  });

  it.each([
    [undefined, { Limit: 20_000, Period: "DAY" }],
    [5, { Limit: 5, Period: "DAY" }],
    [false, Match.absent()],
  ] as const)("bounds what its key may ask for in a day: %j", (quotaPerDay, Quota) => {
    const { stack } = build({ source: SOURCE, api: { authorization: "api-key", quotaPerDay } as ApiProps });
    Template.fromStack(stack).hasResourceProperties("AWS::ApiGateway::UsagePlan", { Quota });
  });

  it("calls the services itself, and passes no body on that it has not made", () => {
    const calls = methodsOf(templates.defaults()).map(({ HttpMethod, Integration }) => {
      expect(Integration).toMatchObject({
        Type: "AWS",
        PassthroughBehavior: "NEVER",
        IntegrationHttpMethod: "POST",
      });
      expect(Object.keys(Integration.RequestTemplates)).toEqual(["application/json"]);
      return `${HttpMethod} ${JSON.stringify(Integration.Uri).replace(/^.*:(\w+:action\/\w+).*$/, "$1")}`;
    });
    expect(calls.sort()).toEqual([
      "DELETE dynamodb:action/UpdateItem",
      "GET dynamodb:action/GetItem",
      "GET dynamodb:action/Query",
      "GET dynamodb:action/Scan",
      "POST states:action/StartExecution",
    ]);
    templates.defaults().resourceCountIs("AWS::Lambda::Permission", 0);
  });

  it("wants the id, and validates", () => {
    templates.defaults().hasResourceProperties("AWS::ApiGateway::RequestValidator", {
      ValidateRequestParameters: true,
      ValidateRequestBody: true,
    });
    for (const method of methodsOf(templates.defaults())) expect(method.RequestValidatorId).toBeDefined();
    const onId = methodsOf(templates.defaults()).filter(
      ({ RequestParameters }) => RequestParameters["method.request.path.streamId"] === true,
    );
    expect(onId).toHaveLength(4);
  });

  it.each([
    ["defaults", "v1", 10, 20],
    ["everything", "live", 5, 6],
  ] as const)(
    "is throttled, logged and traced: %s",
    (name, StageName, ThrottlingRateLimit, ThrottlingBurstLimit) => {
      templates[name]().hasResourceProperties("AWS::ApiGateway::Stage", {
        StageName,
        AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp("requestId") },
        TracingEnabled: true,
        MethodSettings: [
          Match.objectLike({
            HttpMethod: "*",
            DataTraceEnabled: false,
            ThrottlingRateLimit,
            ThrottlingBurstLimit,
          }),
        ],
      });
    },
  );

  it("answers its own errors in JSON with a code", () => {
    for (const ResponseType of ["DEFAULT_4XX", "DEFAULT_5XX"]) {
      templates.defaults().hasResourceProperties("AWS::ApiGateway::GatewayResponse", {
        ResponseType,
        ResponseTemplates: {
          "application/json":
            '{"error": {"code": "$context.error.responseType", "message": $context.error.messageString}}',
        },
      });
    }
  });

  it("lets in whom the app names, and nobody else", () => {
    const { stack, streams } = build({ source: SOURCE });
    streams.grantManageStreams(new User(stack, "Operator"));
    Template.fromStack(stack).hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Action: "execute-api:Invoke", Effect: "Allow", Resource: Match.anyValue() }),
        ],
      },
      Users: Match.anyValue(),
    });
  });
});
