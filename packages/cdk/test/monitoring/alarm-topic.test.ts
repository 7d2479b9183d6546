import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { describe, expect, it } from "vitest";
import { build, SOURCE, templates } from "../support/stacks.ts";

const ALARMS = {
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
};
const TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:failures";

describe("the topic that alarms tell", () => {
  it("lets CloudWatch publish, of this account alone, also where its policy denies what is not encrypted", () => {
    templates.everything().hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: "Deny" }),
          { ...ALARMS, Action: "sns:Publish", Resource: { Ref: Match.stringLikeRegexp("^Failures") } },
        ],
      },
    });
  });

  it("lets CloudWatch use the topic's own key, without which nothing can be published", () => {
    const { stack } = build((stack) => ({
      source: SOURCE,
      api: false,
      onFailure: new Topic(stack, "Failures", { masterKey: new Key(stack, "Key") }),
    }));
    Template.fromStack(stack).hasResourceProperties("AWS::KMS::Key", {
      KeyPolicy: {
        Statement: Match.arrayWith([
          { ...ALARMS, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" },
        ]),
      },
    });
    Annotations.fromStack(stack).hasNoWarning("*", Match.anyValue());
  });

  it("is warned of when its policy is not the app's to change", () => {
    const { stack } = build((stack) => ({
      source: SOURCE,
      api: false,
      onFailure: Topic.fromTopicArn(stack, "Failures", TOPIC_ARN),
    }));
    Template.fromStack(stack).resourceCountIs("AWS::SNS::TopicPolicy", 0);
    Annotations.fromStack(stack).hasWarning(
      "/Test/Streams",
      Match.stringLikeRegexp("allows cloudwatch.amazonaws.com to sns:Publish"),
    );
  });

  it("is left alone when there is no alarm to tell it anything", () => {
    templates.defaults().resourceCountIs("AWS::SNS::TopicPolicy", 0);
    expect(Object.keys(templates.little().findResources("AWS::SNS::TopicPolicy"))).toEqual([]);
  });
});
