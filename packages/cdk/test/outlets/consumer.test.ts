import { Duration, Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { AttributeType, type ITable, StreamViewType, Table, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { type ConsumerProps, InvalidPropsError, TableStreamError } from "../../src/index.ts";
import { build, consumerIn, SOURCE, templates } from "../support/stacks.ts";

const plain = { source: SOURCE, api: false, alarms: false, dashboard: false } as const;
const MAPPING = "AWS::Lambda::EventSourceMapping";

function consumed(props?: ConsumerProps): Stack {
  const { stack, streams } = build(plain);
  streams.addConsumer(consumerIn(stack), props);
  return stack;
}

describe("a consumer", () => {
  it("is handed what was added, halved when it fails, and given up after a while, unless told otherwise", () => {
    Template.fromStack(consumed()).hasResourceProperties(MAPPING, {
      EventSourceArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^StreamsEventsTable"), "StreamArn"] },
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 50,
      MaximumRecordAgeInSeconds: 43_200,
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      DestinationConfig: Match.absent(),
    });
  });

  it("has what its props say", () => {
    templates.outlets().hasResourceProperties(MAPPING, {
      FunctionName: { Ref: Match.stringLikeRegexp("^Consumer") },
      BatchSize: 200,
      MaximumBatchingWindowInSeconds: 10,
      ParallelizationFactor: 2,
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 3_600,
      FilterCriteria: {
        Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"PK":{"S":["a"]}}}}' }],
      },
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it("may ask for records of other changes, too", () => {
    Template.fromStack(consumed({ filter: { eventName: ["INSERT", "REMOVE"] } })).hasResourceProperties(
      MAPPING,
      {
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","REMOVE"]}' }] },
      },
    );
  });

  it("may be of another stack that needs the table's name", () => {
    const { app, stack, streams } = build(plain);
    const other = new Stack(app, "Other", { env: { region: stack.region, account: stack.account } });
    const consumer = consumerIn(other);
    consumer.addEnvironment("TABLE", streams.eventsTable.tableName);
    streams.addConsumer(consumer);
    Template.fromStack(other).resourceCountIs(MAPPING, 1);
    Template.fromStack(stack).resourceCountIs(MAPPING, 0);
  });

  it("is warned of when nobody is told of what is given up", () => {
    const warning = Match.stringLikeRegexp("nobody is told of records that ConsumerTestConsumer");
    Annotations.fromStack(consumed()).hasWarning("/Test/Streams", warning);
    const told = consumed({ onFailure: Queue.fromQueueArn(new Stack(), "Q", "arn:aws:sqs:eu-west-1:1:q") });
    Annotations.fromStack(told).hasNoWarning("/Test/Streams", warning);
  });

  it("is warned of when it is one too many for the table's stream", () => {
    const { stack, streams } = build(plain);
    const warning = Match.stringLikeRegexp("has more than 2 readers");
    for (const id of ["A", "B"]) streams.addConsumer(consumerIn(stack, id));
    Annotations.fromStack(stack).hasNoWarning("/Test/Streams", warning);
    streams.addConsumer(consumerIn(stack, "C"));
    Annotations.fromStack(stack).hasWarning("/Test/Streams", warning);
  });
});

describe("a table that has no stream to read", () => {
  const keys = {
    partitionKey: { name: "PK", type: AttributeType.STRING },
    sortKey: { name: "SK", type: AttributeType.STRING },
  };
  const consume = (makeTable: (stack: Stack) => ITable) => () => {
    const { stack, streams } = build((scope) => ({ ...plain, existingEventsTable: makeTable(scope) }));
    streams.addConsumer(consumerIn(stack));
  };

  it.each<[string, (stack: Stack) => ITable, RegExp]>([
    [
      "it has none",
      (stack) => new Table(stack, "Mine", keys),
      /^the table Test\/Mine has no stream that is known here: set stream to StreamViewType.NEW_IMAGE where/,
    ],
    [
      "it is imported without one",
      (stack) => Table.fromTableName(stack, "Mine", "mine"),
      /and import it with Table.fromTableAttributes, whose tableStreamArn says which it is/,
    ],
    [
      "its stream has keys alone",
      (stack) => new Table(stack, "Mine", { ...keys, stream: StreamViewType.KEYS_ONLY }),
      /has the view KEYS_ONLY, in which no new items are/,
    ],
    [
      "its stream has old items",
      (stack) => new TableV2(stack, "Mine", { ...keys, dynamoStream: StreamViewType.OLD_IMAGE }),
      /has the view OLD_IMAGE/,
    ],
  ])("is refused with the remedy: %s", (_, makeTable, message) => {
    expect(consume(makeTable)).toThrow(TableStreamError);
    expect(consume(makeTable)).toThrow(message);
  });

  it.each<[string, (stack: Stack) => ITable]>([
    [
      "of new and old items",
      (stack) => new Table(stack, "Mine", { ...keys, stream: StreamViewType.NEW_AND_OLD_IMAGES }),
    ],
    [
      "of the newer kind of table",
      (stack) => new TableV2(stack, "Mine", { ...keys, dynamoStream: StreamViewType.NEW_IMAGE }),
    ],
    [
      "that is imported",
      (stack) => {
        const tableArn = "arn:aws:dynamodb:eu-west-1:123456789012:table/mine";
        return Table.fromTableAttributes(stack, "Mine", { tableArn, tableStreamArn: `${tableArn}/stream/1` });
      },
    ],
  ])("is another than one with a stream %s", (_, makeTable) => {
    expect(consume(makeTable)).not.toThrow();
  });
});

describe("props that cannot be used are named", () => {
  it.each<[ConsumerProps, RegExp]>([
    [{ batchSize: 0 }, /batchSize is 0: it must be a whole number, 1 to 10000/],
    [{ batchSize: 10_001 }, /batchSize is 10001/],
    [
      { maxBatchingWindow: Duration.seconds(301) },
      /maxBatchingWindow is 301000 ms: it must be whole seconds, 0 to 300/,
    ],
    [{ parallelization: 11 }, /parallelization is 11: it must be a whole number, 1 to 10/],
    [{ retryAttempts: -1 }, /retryAttempts is -1/],
    [{ retryAttempts: 10_001 }, /retryAttempts is 10001/],
    [
      { maxRecordAge: Duration.seconds(59) },
      /maxRecordAge is 59000 ms: it must be whole seconds, 60 to 86400/,
    ],
    [{ maxRecordAge: Duration.hours(25) }, /maxRecordAge is 90000000 ms/],
    [{ onFailure: new Queue(new Stack(), "Q", { fifo: true }) }, /onFailure is a FIFO one/],
    [{ onFailure: new Topic(new Stack(), "T", { fifo: true }) }, /onFailure is a FIFO one/],
  ])("%#", (props, message) => {
    expect(() => consumed(props)).toThrow(InvalidPropsError);
    expect(() => consumed(props)).toThrow(message);
  });
});
