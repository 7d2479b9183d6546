import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Stream } from "aws-cdk-lib/aws-kinesis";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import type { PipeProps, UnboundedStreamsProps } from "../../src/index.ts";
import { resolveTarget } from "../../src/outlets/pipe-target.ts";
import { build, consumerIn, SOURCE, templates } from "../support/stacks.ts";

const PIPE = "AWS::Pipes::Pipe";

function piped(writing: Partial<UnboundedStreamsProps>, props?: PipeProps, own = false): Template {
  const { stack, streams } = build({
    source: SOURCE,
    api: false,
    alarms: false,
    dashboard: false,
    ...writing,
  });
  const enrichment = own ? consumerIn(stack) : props?.enrichment;
  streams.pipeTo(new EventBus(stack, "Bus"), { ...props, enrichment });
  return Template.fromStack(stack);
}

/** The pipe to a target of the template with every way out. */
function pipeTo(target: string) {
  const pipes = Object.entries(templates.outlets().findResources(PIPE));
  const [, pipe] = pipes.find(([id]) => id.startsWith(`StreamsPipeToTest${target}`)) ?? [];
  return pipe?.Properties;
}

/** The environment of the function that unpacks for a target. */
function unpacking(target: string): unknown {
  const functions = Object.entries(templates.outlets().findResources("AWS::Lambda::Function"));
  const [, found] =
    functions.find(([id]) => new RegExp(`^StreamsPipeToTest${target}\\w+Unpack`).test(id)) ?? [];
  return found?.Properties.Environment.Variables;
}

describe("a pipe of packed events", () => {
  it("reads one segment at a time, halves what fails, and tells of what it gives up", () => {
    expect(pipeTo("Bus")).toMatchObject({
      Source: { "Fn::GetAtt": [expect.stringMatching(/^StreamsEventsTable/), "StreamArn"] },
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
        DynamoDBStreamParameters: {
          StartingPosition: "TRIM_HORIZON",
          BatchSize: 1,
          MaximumRetryAttempts: 50,
          MaximumRecordAgeInSeconds: 43_200,
          OnPartialBatchItemFailure: "AUTOMATIC_BISECT",
          DeadLetterConfig: { Arn: { Ref: expect.stringMatching(/^GivenUpTopic/) } },
        },
      },
      LogConfiguration: { Level: "ERROR" },
    });
  });

  it("calls events on a bus by one name", () => {
    expect(pipeTo("Bus").TargetParameters).toEqual({
      EventBridgeEventBusParameters: { DetailType: "Events added", Source: "unbounded-streams" },
    });
  });

  it("starts a machine without waiting for it", () => {
    expect(pipeTo("Machine").TargetParameters).toEqual({
      StepFunctionStateMachineParameters: { InvocationType: "FIRE_AND_FORGET" },
    });
  });

  it("unpacks them into what the target takes", () => {
    expect(unpacking("Bus")).toEqual({ MAX_MESSAGES: "10", MAX_MESSAGE_BYTES: "60000", MAX_BYTES: "240000" });
    expect(unpacking("Machine")).toMatchObject({ MAX_MESSAGE_BYTES: "240000" });
  });

  it("hands the records on as they are when told so, by the stream in them", () => {
    expect(pipeTo("Kinesis")).not.toHaveProperty("Enrichment");
    expect(pipeTo("Kinesis").TargetParameters).toEqual({
      KinesisStreamParameters: { PartitionKey: "$.dynamodb.Keys.PK.S" },
    });
    expect(pipeTo("Kinesis").SourceParameters.DynamoDBStreamParameters.BatchSize).toBe(300);
  });
});

describe("the messages of one record", () => {
  const { stack } = build({ source: SOURCE, api: false });
  it.each([new EventBus(stack, "Bus"), new Queue(stack, "Queue"), new Stream(stack, "Stream")])(
    "are never more than the target takes: $node.id",
    (target) => {
      const { maxMessages, maxMessageBytes, maxBytes } = resolveTarget(target).limits;
      // Two messages after each other have more than one holds, so there are at most so many.
      expect(2 * Math.ceil(maxBytes / maxMessageBytes) + 1).toBeLessThanOrEqual(maxMessages);
    },
  );

  it("go to one shard of a Kinesis stream, by the stream that they are of", () => {
    const target = resolveTarget(new Stream(stack, "Other"));
    expect(target.parameters(true)).toEqual({ kinesisStreamParameters: { partitionKey: "$.streamId" } });
  });
});

describe("the enrichment of a pipe", () => {
  it.each<[Partial<UnboundedStreamsProps>, PipeProps, number]>([
    [{}, {}, 0],
    [{ compress: "none" }, {}, 0],
    [{ compress: "auto" }, {}, 1],
    [{ compress: "gzip" }, { enrichment: false }, 0],
    [{}, { enrichment: true }, 1],
  ])(
    "is there when the records need it, and then handed no more than fits: %o %o",
    (writing, props, expected) => {
      const template = piped(writing, props);
      template.resourceCountIs("AWS::Lambda::Function", 1 + expected);
      template.hasResourceProperties(PIPE, {
        Enrichment: expected ? Match.anyValue() : Match.absent(),
        SourceParameters: { DynamoDBStreamParameters: Match.objectLike({ BatchSize: expected ? 4 : 10 }) },
      });
    },
  );

  it("may be one's own", () => {
    piped({}, {}, true).hasResourceProperties(PIPE, {
      Enrichment: { "Fn::GetAtt": [Match.stringLikeRegexp("^Consumer"), "Arn"] },
    });
  });
});

describe("props that cannot be used are named", () => {
  const { stack, streams } = build({ source: SOURCE, api: false });
  it("a batch that is larger than the target's", () => {
    expect(() => streams.pipeTo(new EventBus(stack, "Bus"), { batchSize: 11 })).toThrow(
      /Test\/Streams\/PipeToTestBus\w* cannot be used:\n- batchSize is 11: it must be a whole number, 1 to 10/,
    );
  });

  it("a FIFO queue", () => {
    expect(() => streams.pipeTo(new Queue(stack, "Fifo", { fifo: true }))).toThrow(
      /the target is a FIFO queue/,
    );
  });

  it("nobody who is told, as a warning", () => {
    streams.pipeTo(new Queue(stack, "Queue"));
    Annotations.fromStack(stack).hasWarning(
      "/Test/Streams",
      Match.stringLikeRegexp("PipeToTestQueue.* gives up"),
    );
  });
});
