import validateAsl from "asl-validator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  buildStateMachine,
  InvalidOptionsError,
  STRATEGY_NAMES,
  type StateMachineOptions,
  toJson,
  toSam,
  toTerraform,
  validateDefinition,
} from "../../src/index.ts";
import { toYaml } from "../../src/yaml.ts";
import { articleOptions, goodOptions } from "../support/options.ts";

const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:connection-manager";
const TABLE = "the-streams";

/** What a deployment tool does: fills in each name that it has a value for. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const VALUES = {
  ...{ FunctionArn: FUNCTION_ARN, StreamsTable: TABLE },
  CarrierMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:carriers",
};

function withValues(options: StateMachineOptions): StateMachineOptions {
  return {
    ...options,
    ...("functionArn" in options && { functionArn: FUNCTION_ARN }),
    ...("tableName" in options && { tableName: TABLE }),
    ...("carrierMachineArn" in options && { carrierMachineArn: VALUES.CarrierMachineArn }),
  };
}

/** What is to be filled in, in the order of the alphabet. */
function namesToFillIn(options: StateMachineOptions): string[] {
  return [
    ...("carrierMachineArn" in options ? ["CarrierMachineArn"] : []),
    ...("functionArn" in options ? ["FunctionArn"] : []),
    ...("tableName" in options ? ["StreamsTable"] : []),
  ];
}

function expectDeployable(text: string, options: StateMachineOptions): void {
  const definition = JSON.parse(filled(text, VALUES));
  expect(definition).toEqual(JSON.parse(toJson(buildStateMachine(withValues(options)))));
  expect(validateDefinition(definition).findings).toEqual([]);
  expect(validateAsl(definition, { checkPaths: true, checkArn: true }).isValid).toBe(true);
}

/** Options whose placeholders and texts every tool takes. */
const plainOptions = goodOptions.filter(
  (options) =>
    !/[$%]\{/.test((options.comment ?? "") + ("taskName" in options ? options.taskName : "")) &&
    (options.partition ?? "aws") === "aws",
);

describe("the definition for Terraform's templatefile", () => {
  it.each(STRATEGY_NAMES)("is valid once it is filled in: %s", (strategy) => {
    expectDeployable(toTerraform(buildStateMachine(articleOptions(strategy))), articleOptions(strategy));
  });

  it("asks for the function, the table and the machine that there are, whatever it was built with", () => {
    fc.assert(
      fc.property(plainOptions, (options) => {
        const asked = new Set(
          [...toTerraform(buildStateMachine(options)).matchAll(/\$\{(.*?)\}/g)].map(([, name]) => name),
        );
        expect([...asked].sort()).toEqual(namesToFillIn(options));
      }),
    );
  });

  it.each(["${a}", "%{ if true }"])("is refused with a text that Terraform would fill in: %s", (text) => {
    const comment = buildStateMachine({ ...articleOptions("relay"), comment: text });
    expect(() => toTerraform(comment)).toThrow(/^comment is .*, allowed is text without [$%]\{/);
    const taskName = buildStateMachine({ ...articleOptions("relay"), taskName: text });
    expect(() => toTerraform(taskName)).toThrow(/^taskName is /);
  });
});

describe("the SAM template", () => {
  const REFERENCES = { functionArn: "${ConnectionManager.Arn}", tableName: "${StreamsTable}" };
  const relay = buildStateMachine({ strategy: "relay", lifetimeSeconds: 900, ...REFERENCES });

  it.each(STRATEGY_NAMES)("has a definition that is valid once it is filled in: %s", (strategy) => {
    const { Resources } = JSON.parse(toSam(buildStateMachine(articleOptions(strategy))));
    const { Definition, DefinitionSubstitutions } = Resources.Relay.Properties;
    const text = JSON.stringify(Definition);
    const asked = new Set([...text.matchAll(/\$\{(.*?)\}/g)].map(([, name]) => name));
    expect([...asked].sort()).toEqual(Object.keys(DefinitionSubstitutions).sort());
    expectDeployable(text, articleOptions(strategy));
  });

  it("refers to the function and the table of the template that it is merged with", () => {
    const { Transform, Resources } = JSON.parse(toSam(relay));
    expect(Transform).toBe("AWS::Serverless-2016-10-31");
    expect(Resources.Relay.Properties.DefinitionSubstitutions).toEqual({
      FunctionArn: { "Fn::Sub": "${ConnectionManager.Arn}" },
      StreamsTable: { "Fn::Sub": "${StreamsTable}" },
    });
  });

  it("allows the role what the definition needs, and starting itself in a policy of its own", () => {
    const { Resources } = JSON.parse(toSam(relay, { id: "Wikipedia" }));
    const table = {
      "Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${StreamsTable}",
    };
    expect(Resources.Wikipedia.Properties.Policies[0].Statement).toEqual([
      { Effect: "Allow", Action: "dynamodb:UpdateItem", Resource: table },
      { Effect: "Allow", Action: "dynamodb:GetItem", Resource: table },
      {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: { "Fn::Sub": "${ConnectionManager.Arn}" },
      },
    ]);
    expect(Resources.WikipediaStartsItself.Properties).toMatchObject({
      Roles: [{ Ref: "WikipediaRole" }],
      PolicyDocument: {
        Statement: [{ Effect: "Allow", Action: "states:StartExecution", Resource: { Ref: "Wikipedia" } }],
      },
    });
  });

  it("has no such policy for a machine that never starts itself", () => {
    const { Resources } = JSON.parse(toSam(buildStateMachine(articleOptions("staggered"))));
    expect(Object.keys(Resources)).toEqual(["Relay"]);
  });

  it("keeps a name, and the ARN of a table", () => {
    const tableName = "arn:aws:dynamodb:eu-west-1:123456789012:table/streams";
    const { Resources } = JSON.parse(
      toSam(buildStateMachine({ ...articleOptions("relay"), tableName } as StateMachineOptions)),
    );
    const { DefinitionSubstitutions, Policies } = Resources.Relay.Properties;
    expect(DefinitionSubstitutions.StreamsTable).toBe(tableName);
    expect(Policies[0].Statement[0].Resource).toBe(tableName);
  });

  it.each([
    [
      "a placeholder of another tool",
      { functionArn: "${sls:stage}" },
      {},
      /^functionArn is "\$\{sls:stage\}", allowed is text with/,
    ],
    ["a table named so", { tableName: "${opt:stage, 'a'}-streams" }, {}, /^tableName is /],
    ["an id with a dash", {}, { id: "my-relay" }, /^sam.id is "my-relay", allowed is/],
    ["a comment to fill in", { comment: "${a}" }, {}, /^comment is /],
    ["what is no option", {}, { ID: "Relay" }, /^sam\.ID is no option, allowed is sam\.id$/],
  ])("is refused with %s", (_, options, sam: object, message) => {
    const definition = buildStateMachine({
      strategy: "relay",
      lifetimeSeconds: 900,
      ...REFERENCES,
      ...options,
    });
    expect(() => toSam(definition, sam)).toThrow(InvalidOptionsError);
    expect(() => toSam(definition, sam)).toThrow(message);
  });
});

describe("the section of a serverless.yml", () => {
  const definition = buildStateMachine(articleOptions("relay"));

  it("has an API that starts the machine, signed, when it is given a path", () => {
    const text = toYaml(definition, {
      serverless: { id: "relay", name: "relay", path: "/connections/{streamId}" },
    });
    expect(parse(text)).toEqual({
      stepFunctions: {
        stateMachines: {
          relay: {
            events: [
              {
                http: {
                  path: "/connections/{streamId}",
                  method: "post",
                  authorizer: "aws_iam",
                  request: { parameters: { paths: { streamId: true } }, template: "lambda_proxy" },
                },
              },
            ],
            name: "relay",
            definition: JSON.parse(toJson(definition)),
          },
        },
      },
    });
  });

  it.each(["/connections", "", "/a b/{streamId}", "/{streamId}/a", "/{other}", "/a\n/{streamId}"])(
    "is refused with the path %j",
    (path) => {
      expect(() => toYaml(definition, { serverless: { id: "relay", path } })).toThrow(/^serverless.path is /);
    },
  );

  it.each(["{streamId}", "connections/{streamId}", "/v1/connections/{streamId}"])(
    "takes the path %s",
    (path) => {
      const { stepFunctions } = parse(toYaml(definition, { serverless: { id: "relay", path } }));
      expect(stepFunctions.stateMachines.relay.events[0].http.path).toBe(path);
    },
  );
});
