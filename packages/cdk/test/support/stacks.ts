import { App, Duration, RemovalPolicy, Size, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AttributeType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { Key } from "aws-cdk-lib/aws-kms";
import { ApplicationLogLevel, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { DefinitionBody, Pass, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { UnboundedStreams, type UnboundedStreamsProps } from "../../src/index.ts";

/** A stack with the construct in it, not synthesized yet. */
export interface BuiltStack {
  readonly app: App;
  readonly stack: Stack;
  readonly streams: UnboundedStreams;
}

export const SOURCE = { baseUrl: "https://example.com", path: "events", format: "sse" } as const;

const SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:source-key-AbCdEf";
const TLS_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:news-tls-AbCdEf";
const HEADERS_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:news-headers-AbCdEf";
export const KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const TEST_ENVIRONMENT = { region: "eu-west-1", account: "123456789012" };

/**
 * The construct in a stack of its own, with props that may need the stack. The CDK's own validation of templates, which takes
 * seconds, is for one test alone.
 */
export function build(
  props: UnboundedStreamsProps | ((stack: Stack) => UnboundedStreamsProps),
  builtinCloudFormationValidation = false,
): BuiltStack {
  const app = new App({ builtinCloudFormationValidation });
  const stack = new Stack(app, "Test", { env: TEST_ENVIRONMENT });
  const given = typeof props === "function" ? props(stack) : props;
  return { app, stack, streams: new UnboundedStreams(stack, "Streams", given) };
}

/** Nothing but the source. */
export function buildDefaults(validate = false): BuiltStack {
  return build({ source: SOURCE }, validate);
}

/** Every prop, but the tables that are made. */
export function buildEverything(validate = false): BuiltStack {
  return build(everything, validate);
}

function everything(stack: Stack): UnboundedStreamsProps {
  return {
    source: {
      baseUrl: "https://example.com/feed?id={streamId}",
      format: "ndjson",
      endSignals: ["status:410", "data:[DONE]", "json:/type=end"],
      eventId: "/meta/id",
      resume: "query:since={id}",
      resumeStart: "0",
      connectionMode: "single",
      key: Secret.fromSecretCompleteArn(stack, "Key", SECRET_ARN),
      keyField: "token",
      keyScheme: "header:X-Api-Key",
      headers: { "x-tenant": "a" },
      idleTimeout: Duration.seconds(30),
      eventTimeout: Duration.minutes(2),
      connectTimeout: Duration.seconds(5),
      headersTimeout: Duration.seconds(20),
      maxCursorBytes: 2_048,
      followPolicy: { goneAfterMs: 60_000 },
      endOnClose: true,
      cookies: true,
      allowPrivateRedirects: ["10.0.0.7", "feed.internal"],
      maxFrame: Size.mebibytes(2),
      maxReconnectDelay: Duration.seconds(5),
    },
    lifetime: Duration.seconds(60),
    handoverLead: Duration.seconds(10),
    memorySize: 512,
    reservedConcurrentExecutions: 4,
    maxTurns: 20,
    existingStreamsTable: new Table(stack, "Leases", {
      partitionKey: { name: "PK", type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    }),
    eventsTableProps: { encryption: TableEncryption.DEFAULT, deletionProtection: true },
    eventsTtl: Duration.days(30),
    ledger: { retention: Duration.days(90) },
    writeMode: "batch",
    readInOrder: true,
    eventKey: ["/meta/domain", "/meta/id"],
    shards: 2,
    compress: "auto",
    onInvalid: "fail",
    deadLetterRetention: Duration.days(7),
    api: {
      authorization: "iam-and-api-key",
      rateLimit: 5,
      burstLimit: 6,
      quotaPerDay: 1_000,
      stageName: "live",
      cloudWatchRole: false,
    },
    alarms: {
      gap: Duration.seconds(1),
      executionsFailed: 2,
      sinkThrottles: 3,
      noEventFor: Duration.minutes(2),
      connectionAge: Duration.seconds(58),
      deadLetters: 4,
    },
    onFailure: new Topic(stack, "Failures", { enforceSSL: true }),
    serviceName: "everything",
    perStreamMetrics: true,
    logLevel: ApplicationLogLevel.DEBUG,
    logRetention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  };
}

/** As little as can be asked for. */
export function buildLittle(validate = false): BuiltStack {
  return build({ source: SOURCE, api: false, alarms: false, dashboard: false, ledger: false }, validate);
}

/** A fleet, with all that is the same as without one left at its default. */
export function buildFleet(validate = false): BuiltStack {
  return build({ source: SOURCE, streamsPerFunction: 50 }, validate);
}

/** Packed events, with every way out of the table. */
export function buildOutlets(validate = false): BuiltStack {
  const built = build(
    {
      source: SOURCE,
      api: false,
      alarms: false,
      dashboard: false,
      writeMode: "packed",
      packDelay: Duration.seconds(5),
    },
    validate,
  );
  const { stack, streams } = built;
  const key = Key.fromKeyArn(stack, "Key", KEY_ARN);
  const givenUp = new Queue(stack, "GivenUp", { encryptionMasterKey: key });
  streams.addConsumer(consumerIn(stack), {
    batchSize: 200,
    maxBatchingWindow: Duration.seconds(10),
    parallelization: 2,
    filter: { dynamodb: { Keys: { PK: { S: ["a"] } } } },
    retryAttempts: 5,
    maxRecordAge: Duration.hours(1),
    onFailure: new Bucket(stack, "GivenUpRecords"),
  });
  streams.pipeTo(new EventBus(stack, "Bus"), { onFailure: new Topic(stack, "GivenUpTopic") });
  streams.pipeTo(new Queue(stack, "Queue", { encryptionMasterKey: key }), { onFailure: givenUp });
  streams.pipeTo(new Stream(stack, "Kinesis"), { onFailure: givenUp, enrichment: false, batchSize: 300 });
  streams.pipeTo(
    new StateMachine(stack, "Machine", {
      definitionBody: DefinitionBody.fromChainable(new Pass(stack, "Pass")),
    }),
    { onFailure: givenUp },
  );
  streams.archiveTo(new Bucket(stack, "Archive", { encryptionKey: key }), { onFailure: givenUp });
  return built;
}

/** Two sources by name, of which one has all its secrets. */
export function buildNamed(validate = false): BuiltStack {
  return build(
    (stack) => ({
      sources: {
        news: {
          ...SOURCE,
          key: Secret.fromSecretCompleteArn(stack, "Key", SECRET_ARN),
          tlsSecret: Secret.fromSecretCompleteArn(stack, "Tls", TLS_ARN),
          secretHeaders: Secret.fromSecretCompleteArn(stack, "Headers", HEADERS_ARN),
        },
        watch: WATCH,
      },
      eventKey: "sha1",
      alarms: false,
      dashboard: false,
    }),
    validate,
  );
}

/** A source that is resumed in its body, and has frames that are no events. */
export const WATCH = {
  url: "http://etcd.internal:2379/v3/watch",
  body: { create_request: { key: "YQ==" } },
  format: "concatenated-json",
  eventId: "/result/events/0/kv/mod_revision",
  eventKey: "/result/events/0/kv/mod_revision",
  onInvalid: "fail",
  resume: "body-json:/create_request/start_revision={id+1}",
  controlFrames: [{ pointer: "/result/created", value: true, action: "ignore" }],
} as const;

/** A function that is to be handed records. */
export function consumerIn(stack: Stack, id = "Consumer"): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => ({ batchItemFailures: [] });"),
  });
}

/** The template of a stack; each is synthesized once, because that takes long. */
export const templates = {
  defaults: once(() => Template.fromStack(buildDefaults().stack)),
  everything: once(() => Template.fromStack(buildEverything().stack)),
  little: once(() => Template.fromStack(buildLittle().stack)),
  fleet: once(() => Template.fromStack(buildFleet().stack)),
  outlets: once(() => Template.fromStack(buildOutlets().stack)),
  named: once(() => Template.fromStack(buildNamed().stack)),
};

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
