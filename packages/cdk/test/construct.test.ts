import { validateDefinition } from "@unbounded-streams/asl-builder";
import { eventsTable } from "@unbounded-streams/event-sink";
import { Duration } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import { describe, expect, it } from "vitest";
import { UnboundedStreams } from "../src/index.ts";
import { build, buildEverything, buildLittle, SOURCE, templates } from "./support/stacks.ts";

describe("the tables", () => {
  const keys = (...names: string[]) =>
    names.map((name, index) => ({ AttributeName: name, KeyType: index ? "RANGE" : "HASH" }));

  it("are on demand, recoverable, encrypted, and kept", () => {
    const made = templates.defaults().findResources("AWS::DynamoDB::Table");
    expect(Object.keys(made)).toHaveLength(3);
    for (const table of Object.values(made)) {
      expect(table).toMatchObject({
        DeletionPolicy: "Retain",
        Properties: {
          BillingMode: "PAY_PER_REQUEST",
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { SSEEnabled: true },
        },
      });
    }
  });

  it("for events has its keys, a stream of new images and a TTL", () => {
    templates.defaults().hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: keys("PK", "SK"),
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
  });

  it("of the ledger has its keys and a TTL, and is not there when there is to be none", () => {
    templates.defaults().hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: keys("PK", "SK"),
      StreamSpecification: Match.absent(),
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
    expect(Object.keys(templates.little().findResources("AWS::DynamoDB::Table"))).toHaveLength(2);
    const { streams, stack } = build({ source: SOURCE, ledger: false });
    expect(streams.ledgerTable).toBeUndefined();
    const methods = Template.fromStack(stack).findResources("AWS::ApiGateway::Method");
    expect(Object.keys(methods)).toHaveLength(4);
  });

  it("for events has its stream even where the props leave it undefined", () => {
    const { stack } = build({ source: SOURCE, api: false, eventsTableProps: { stream: undefined } });
    Template.fromStack(stack).hasResourceProperties("AWS::DynamoDB::Table", {
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    });
  });

  it("for events has an index by time where events are read in order, as event-sink makes it", () => {
    const { GlobalSecondaryIndexes: indexes } = eventsTable("events", { receivedAtIndex: true });
    templates.everything().hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: keys("PK", "SK"),
      AttributeDefinitions: Match.arrayWith([{ AttributeName: "receivedAt", AttributeType: "N" }]),
      GlobalSecondaryIndexes: indexes,
    });
    templates.defaults().allResourcesProperties("AWS::DynamoDB::Table", {
      GlobalSecondaryIndexes: Match.absent(),
    });
  });

  it("of leases has its key alone", () => {
    templates.defaults().hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: keys("PK"),
      StreamSpecification: Match.absent(),
    });
  });

  it("take the user's props, and existing ones are not made again", () => {
    const made = Object.values(templates.everything().findResources("AWS::DynamoDB::Table"));
    expect(made).toHaveLength(3);
    templates.everything().hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: keys("PK", "SK"),
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: false },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
  });
});

describe("the function", () => {
  it("is the bundled handler on arm64, with JSON logs, traces and a lifetime of 15 minutes", () => {
    templates.defaults().hasResourceProperties("AWS::Lambda::Function", {
      Handler: "index.handler",
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Timeout: 900,
      MemorySize: 256,
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO", LogGroup: Match.anyValue() },
      TracingConfig: { Mode: "Active" },
    });
  });

  it.each([
    [ApplicationLogLevel.DEBUG, "DEBUG", "DEBUG"],
    [ApplicationLogLevel.INFO, "INFO", "INFO"],
    [ApplicationLogLevel.WARN, "INFO", "WARN"],
    [ApplicationLogLevel.FATAL, "INFO", "CRITICAL"],
  ])(
    "logs from %s on without silencing its metrics, which Lambda counts as INFO",
    (logLevel, ofLambda, own) => {
      const { stack } = build({ source: SOURCE, api: false, logLevel });
      Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
        LoggingConfig: Match.objectLike({ ApplicationLogLevel: ofLambda }),
        Environment: { Variables: Match.objectLike({ POWERTOOLS_LOG_LEVEL: own }) },
      });
    },
  );

  it("takes nothing of the account's concurrency for itself unless told to: a new account has none to spare", () => {
    const reserved = (count: unknown) => ({ ReservedConcurrentExecutions: count });
    templates.defaults().hasResourceProperties("AWS::Lambda::Function", reserved(Match.absent()));
    templates.everything().hasResourceProperties("AWS::Lambda::Function", reserved(4));
  });

  it("keeps its logs for a month, or as long as the user says", () => {
    templates.defaults().allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
    templates.everything().allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
  });
});

describe("the dead-letter bucket", () => {
  it("is private, encrypted, reached by TLS alone, and forgets", () => {
    templates.defaults().hasResourceProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
      LifecycleConfiguration: { Rules: [{ Id: "expire", ExpirationInDays: 90, Status: "Enabled" }] },
    });
    templates.defaults().hasResourceProperties("AWS::S3::BucketPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
        ]),
      },
    });
  });
});

describe("the state machine", () => {
  const machineOf = (template: Template) => {
    const [machine] = Object.values(template.findResources("AWS::StepFunctions::StateMachine"));
    const { DefinitionString, DefinitionSubstitutions, ...rest } = machine?.Properties ?? {};
    return { definition: DefinitionString as string, substitutions: DefinitionSubstitutions, rest };
  };

  it("is a Standard one that logs everything and is traced", () => {
    expect(machineOf(templates.defaults()).rest).toMatchObject({
      StateMachineType: "STANDARD",
      LoggingConfiguration: { Level: "ALL", IncludeExecutionData: true },
      TracingConfiguration: { Enabled: true },
    });
    templates.defaults().hasResourceProperties("AWS::Logs::LogGroup", {
      LogGroupName: Match.stringLikeRegexp("^/aws/vendedlogs/states/[\\w-]+$"),
    });
  });

  it.each(["defaults", "everything"] as const)(
    "has a definition that is valid once it is filled in: %s",
    (name) => {
      const { definition, substitutions } = machineOf(templates[name]());
      const placeholders = new Set(
        [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder]) => placeholder),
      );
      expect([...placeholders].sort()).toEqual(Object.keys(substitutions).sort());
      const filled = definition
        .replaceAll("${FunctionArn}", "arn:aws:lambda:eu-west-1:123456789012:function:f")
        .replaceAll("${StreamsTable}", "streams");
      expect(filled).not.toContain("${");
      expect(validateDefinition(JSON.parse(filled)).findings).toEqual([]);
    },
  );

  it("invokes the function itself, so that the next connection of a running execution is one of the new code", () => {
    const { substitutions } = machineOf(templates.defaults());
    expect(substitutions.FunctionArn).toEqual({
      "Fn::GetAtt": [expect.stringMatching(/^StreamsFunction/), "Arn"],
    });
    templates.defaults().resourceCountIs("AWS::Lambda::Version", 0);
    templates.defaults().resourceCountIs("AWS::Lambda::Alias", 0);
  });

  it("is updated in place by a deployment: it has no name that a change would have to replace", () => {
    expect(machineOf(templates.defaults()).rest).not.toHaveProperty("StateMachineName");
    const before = Object.keys(templates.defaults().findResources("AWS::StepFunctions::StateMachine"));
    const changed = build({ source: SOURCE, lifetime: Duration.minutes(5), maxTurns: 9, api: false });
    const after = Object.keys(
      Template.fromStack(changed.stack).findResources("AWS::StepFunctions::StateMachine"),
    );
    expect(after).toEqual(before);
  });

  it("gives its function the lifetime and as many turns as it is told", () => {
    const { definition } = machineOf(templates.everything());
    expect(definition).toContain("connection-manager A (60)");
    expect(definition).toContain("States.MathAdd(States.StringToJson($.lease.Item.epoch.N), 20)");
  });
});

describe("the construct", () => {
  it("exposes what it has made", () => {
    const { streams } = buildEverything();
    const { eventsTable, streamsTable, deadLetterBucket, stateMachine, api, apiKey, dashboard, alarms } =
      streams;
    for (const made of [
      eventsTable,
      streamsTable,
      deadLetterBucket,
      stateMachine,
      api,
      apiKey,
      dashboard,
      streams.function,
    ]) {
      expect(made).toBeDefined();
    }
    expect(alarms).toHaveLength(10);
  });

  it("leaves out the API, the alarms and the dashboard when told so", () => {
    const { streams } = buildLittle();
    expect(streams).toMatchObject({ api: undefined, apiKey: undefined, alarms: [], dashboard: undefined });
    for (const type of ["AWS::ApiGateway::RestApi", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"]) {
      templates.little().resourceCountIs(type, 0);
    }
  });

  it("can be there twice in one stack, with metrics of their own", () => {
    const { stack, streams } = build({ source: SOURCE, api: false });
    const other = new UnboundedStreams(stack, "Others", { source: SOURCE, api: false });
    expect(() => Template.fromStack(stack)).not.toThrow();
    const [mine, theirs] = [streams, other].map(({ metrics }) => metrics.gapSeconds().dimensions?.service);
    expect(mine).not.toBe(theirs);
  });
});
