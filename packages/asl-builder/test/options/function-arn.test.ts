import { describe, expect, it } from "vitest";
import { MAX_FUNCTION_NAME_LENGTH } from "../../src/index.ts";
import { parseFunctionArn } from "../../src/options/function-arn.ts";

describe("the ARN of a function", () => {
  it.each([
    ["arn:aws:lambda:eu-west-1:123456789012:function:connection-manager", "aws"],
    ["arn:aws:lambda:eu-west-1:123456789012:function:connection-manager:$LATEST", "aws"],
    ["arn:aws:lambda:eu-west-1:123456789012:function:connection-manager:42", "aws"],
    ["arn:aws:lambda:eu-west-1:123456789012:function:connection-manager:blue_green-1", "aws"],
    ["arn:aws:lambda:ap-southeast-2:123456789:function:dev-connection-manager:$LATEST", "aws"],
    ["arn:aws-cn:lambda:cn-north-1:123456789012:function:f", "aws-cn"],
    ["arn:aws-us-gov:lambda:us-gov-east-1:123456789012:function:f", "aws-us-gov"],
    ["arn:aws:lambda:ap-southeast-2:${aws:accountId}:function:${sls:stage}-connection-manager", "aws"],
    ["arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}:${Alias}", undefined],
    ["arn:aws:lambda:${opt:region, ${self:provider.region}}:123456789012:function:f", "aws"],
    ["${FunctionArn}", undefined],
    ["${file(./env/env.json):FUNCTION_ARN}", undefined],
    ["${ConnectionManager.Arn}:live", undefined],
  ])("may be %s", (text, partition) => {
    expect(parseFunctionArn(text)).toEqual({ partition });
  });

  it.each([
    "",
    "connection-manager",
    "arn:aws:lambda:eu-west-1:123456789012:connection-manager",
    "arn:aws:lambda:eu-west-1:123456789012:layer:l",
    "arn:aws:lambda:eu-west-1:12345678:function:f",
    "arn:aws:lambda:eu-west-1:987654321:function:f",
    "arn:aws:lambda::123456789012:function:f",
    "arn:aws:lambda:eu-west-1:123456789012:function:",
    "arn:aws:lambda:eu-west-1:123456789012:function:f:",
    "arn:aws:lambda:eu-west-1:123456789012:function:f:$OLDEST",
    "arn:aws:lambda:eu-west-1:123456789012:function:f g",
    "arn:aws:lambda:eu-west-1:123456789012:function:f\n",
    "arn:aws-moon:lambda:eu-west-1:123456789012:function:f",
    " arn:aws:lambda:eu-west-1:123456789012:function:f",
    "${}",
    "${ }",
    "${FunctionArn",
    "FunctionArn}",
    "{}",
    "${a{b}",
    "${two\nlines}",
    "before-${FunctionArn}",
  ])("may not be %j", (text) => {
    expect(parseFunctionArn(text)).toBeUndefined();
  });

  it("has a name of at most 64 characters, placeholders not counted", () => {
    const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
    const longest = "f".repeat(MAX_FUNCTION_NAME_LENGTH);
    expect(parseFunctionArn(arn(longest))).toBeDefined();
    expect(parseFunctionArn(arn(`\${sls:stage}${longest}`))).toBeDefined();
    expect(parseFunctionArn(arn(`${longest}f`))).toBeUndefined();
  });
});
