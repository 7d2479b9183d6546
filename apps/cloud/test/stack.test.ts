import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { addCloudStack } from "../src/cloud-stack.ts";
import type { CloudConfig } from "../src/config.ts";
import { checkedConfig } from "../src/read-config.ts";

function templateOf(config: CloudConfig): Template {
  const app = new App({ builtinCloudFormationValidation: false });
  return Template.fromStack(addCloudStack(app, checkedConfig(config, "test.json")));
}

const EVERYTHING: CloudConfig = {
  stackName: "All",
  region: "eu-west-1",
  source: {
    baseUrl: "https://example.com",
    path: "feed",
    format: "ndjson",
    endSignals: ["data:[DONE]"],
    eventId: "/id",
    resume: "query:since",
    resumeStart: "0",
    connectionMode: "single",
    keySecret: "source-key",
    keyField: "token",
    keyScheme: "query:token",
    headers: { "x-tenant": "a" },
    idleTimeoutSeconds: 1.5,
    eventTimeoutSeconds: 60,
    connectTimeoutSeconds: 5,
    headersTimeoutSeconds: 7,
    maxFrameBytes: 1_048_576,
    maxCursorBytes: 2_048,
    followPolicy: { goneAfterMs: 60_000 },
    endOnClose: true,
    cookies: true,
    allowPrivateRedirects: ["10.0.0.7"],
    maxReconnectDelaySeconds: 5,
  },
  lifetimeSeconds: 60,
  handoverLeadSeconds: 10,
  memoryMb: 512,
  reservedConcurrentExecutions: 4,
  maxTurns: 20,
  eventsTtlDays: 30,
  eventKey: ["/id", "/version"],
  shards: 2,
  compress: "auto",
  writeMode: "batch",
  onInvalid: "fail",
  deadLetterRetentionDays: 7,
  ledgerRetentionDays: 14,
  api: {
    authorization: "iam-and-api-key",
    rateLimit: 5,
    burstLimit: 6,
    quotaPerDay: 1_000,
    stageName: "live",
    cloudWatchRole: false,
  },
  alarms: {
    gapSeconds: 0.5,
    executionsFailed: 2,
    sinkThrottles: 3,
    noEventForMinutes: 2,
    connectionAgeSeconds: 58,
    deadLetters: 4,
    failedTurns: 5,
    functionErrors: 6,
    functionThrottles: 7,
    noneStoredForMinutes: 20,
  },
  alarmEmail: "someone@example.com",
  dashboard: false,
  perStreamMetrics: true,
  logLevel: "DEBUG",
  logRetentionDays: 7,
  keepData: false,
};

describe("the stack of a config", () => {
  it("has what the config says in the function, and what one needs to use it among its outputs", () => {
    const template = templateOf(EVERYTHING);
    template.hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 512,
      Timeout: 60,
      ReservedConcurrentExecutions: 4,
      LoggingConfig: Match.objectLike({ ApplicationLogLevel: "DEBUG" }),
      Environment: {
        Variables: Match.objectLike({
          STREAM_URI: "https://example.com",
          STREAM_PATH: "feed",
          STREAM_FORMAT: "ndjson",
          END_SIGNALS: '["data:[DONE]"]',
          EVENT_ID: "/id",
          RESUME: "query:since",
          RESUME_START: "0",
          CONNECTION_MODE: "single",
          STREAM_HEADERS: '{"x-tenant":"a"}',
          IDLE_TIMEOUT_MS: "1500",
          CONNECT_TIMEOUT_MS: "5000",
          HEADERS_TIMEOUT_MS: "7000",
          EVENT_TIMEOUT_MS: "60000",
          MAX_CURSOR_BYTES: "2048",
          STREAM_KEY_SECRET_FIELD: "token",
          STREAM_KEY_SCHEME: "query:token",
          FOLLOW_POLICY: '{"goneAfterMs":60000}',
          END_ON_CLOSE: "true",
          COOKIES: "true",
          ALLOW_PRIVATE_REDIRECTS: "10.0.0.7",
          ON_INVALID: "fail",
          MAX_FRAME_BYTES: "1048576",
          MAX_RECONNECT_DELAY_MS: "5000",
          EVENTS_TTL_SECONDS: "2592000",
          WRITE_MODE: "batch",
          LIFETIME_MS: "60000",
          HANDOVER_LEAD_MS: "10000",
          LEDGER_TTL_DAYS: "14",
        }),
      },
    });
    expect(Object.keys(template.findOutputs("*"))).toEqual(
      expect.arrayContaining([
        "Api",
        "ApiKeyId",
        "StateMachineArn",
        "FunctionName",
        "EventsTable",
        "StreamsTable",
        "LedgerTable",
        "DeadLetterBucket",
      ]),
    );
  });

  it("has the fleet that the config asks for, beside the same API", () => {
    const template = templateOf({
      source: { baseUrl: "https://example.com" },
      streamsPerFunction: 20,
      maxCarriers: 3,
      reservedConcurrentExecutions: false,
      alarms: { waitingForSeconds: 90, carriersAtCap: false },
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 128,
      ReservedConcurrentExecutions: Match.absent(),
      Environment: {
        Variables: Match.objectLike({ FLEET: "default", STREAMS_PER_FUNCTION: "20", MAX_CARRIERS: "3" }),
      },
    });
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "OldestWaitSeconds",
      Threshold: 90,
    });
    template.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", { MetricName: "CarriersAtCap" }, 0);
    expect(Object.keys(template.findOutputs("*"))).toContain("CarrierMachineArn");
  });

  it.each<[string, CloudConfig, boolean]>([
    ["a relay for each stream", {}, true],
    ["a relay for each stream that is to have none", { ledgerRetentionDays: false }, false],
    ["a fleet", { streamsPerFunction: 20 }, true],
    ["a fleet that is to have none", { streamsPerFunction: 20, ledgerRetentionDays: false }, false],
  ])("has a ledger, with its table among the outputs, or none: %s", (_, config, hasLedger) => {
    const template = templateOf({ source: { baseUrl: "https://example.com" }, ...config });
    expect(Object.keys(template.findOutputs("*")).includes("LedgerTable")).toBe(hasLedger);
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({ LEDGER_TTL_DAYS: hasLedger ? "30" : Match.absent() }),
      },
    });
  });

  it("has the first index of a fleet to come, if the config says so", () => {
    const template = templateOf({ source: { baseUrl: "https://example.com" }, prepareFleet: true });
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      GlobalSecondaryIndexes: [Match.objectLike({ IndexName: "byCarrier" })],
    });
  });

  it("tells alarms to the address that the config has", () => {
    const template = templateOf(EVERYTHING);
    template.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "someone@example.com",
    });
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Allow",
            Action: "sns:Publish",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          }),
        ]),
      },
    });
    template.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", { AlarmActions: Match.anyValue() }, 10);
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: Match.anyValue(),
      Threshold: 0.5,
    });
  });

  it.each([
    [true, "Retain"],
    [false, "Delete"],
  ])("keeps the tables when it goes only if the config says so: %s", (keepData, policy) => {
    const template = templateOf({ source: { baseUrl: "https://example.com" }, keepData });
    template.allResources("AWS::DynamoDB::Table", { DeletionPolicy: policy });
  });
});
