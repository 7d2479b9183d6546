import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { KEY_ARN, templates } from "./support/stacks.ts";

interface Statement {
  readonly owner: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

/** Every statement of every policy of a template: of roles, of policies, and of resources. */
function statementsOf(template: Template): Statement[] {
  return Object.entries(template.toJSON().Resources).flatMap(([id, resource]) =>
    documentsIn((resource as { Properties?: unknown }).Properties).flatMap((document) =>
      document.Statement.map((statement) => ({
        owner: id.replace(/[0-9A-F]{8}$/, ""),
        effect: String(statement.Effect),
        actions: [statement.Action].flat().map(String),
        resources: [statement.Resource ?? []].flat(),
      })),
    ),
  );
}

interface PolicyDocument {
  readonly Statement: Record<string, unknown>[];
}

/** The policy documents anywhere in a value. */
function documentsIn(value: unknown): PolicyDocument[] {
  if (typeof value !== "object" || value === null) return [];
  if ("Statement" in value && Array.isArray(value.Statement)) return [value as PolicyDocument];
  return Object.values(value).flatMap(documentsIn);
}

function allowed(template: Template): Statement[] {
  return statementsOf(template).filter(({ effect }) => effect === "Allow");
}

/** Actions that AWS lets nobody restrict to a resource. */
const WITHOUT_RESOURCES = [
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
];

const DEAD_LETTERS = "StreamsFunctionRoleDefaultPolicy s3:PutObject";

/** Statements whose resources end in a wildcard: objects of which the prefix is all that is known. */
const OPEN: Partial<Record<keyof typeof templates, readonly string[]>> = {
  outlets: [
    DEAD_LETTERS,
    "StreamsConsumerTestConsumer2D09F103Reads s3:PutObject",
    "StreamsArchiveToTestArchiveA0735EB8ArchiveRoleDefaultPolicy s3:PutObject",
  ],
};

describe.each(["defaults", "everything", "little", "fleet", "outlets", "named"] as const)(
  "every IAM statement of the template: %s",
  (name) => {
    it("is found", () => {
      expect(allowed(templates[name]()).length).toBeGreaterThan(8);
    });

    it("names its actions one by one", () => {
      for (const { actions } of allowed(templates[name]())) {
        for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
      }
    });

    it("names its resources, unless its actions know none", () => {
      for (const { owner, actions, resources } of allowed(templates[name]())) {
        if (!resources.includes("*")) continue;
        expect(WITHOUT_RESOURCES, owner).toEqual(expect.arrayContaining([...actions]));
      }
    });

    it("ends a resource in a wildcard for objects alone", () => {
      const open = allowed(templates[name]()).filter(
        ({ resources }) => !resources.includes("*") && /\*|\?/.test(JSON.stringify(resources)),
      );
      expect(open.map(({ owner, actions }) => `${owner} ${actions.join()}`)).toEqual(
        OPEN[name] ?? [DEAD_LETTERS],
      );
      expect(JSON.stringify(open[0]?.resources)).toContain('"/dead-letters/*"');
    });
  },
);

/** What the trust policies of a template ask of each service that assumes a role. */
function trustOf(template: Template): Record<string, unknown> {
  const roles = Object.values(template.findResources("AWS::IAM::Role"));
  return Object.fromEntries(
    roles.map(({ Properties }) => {
      const [statement] = Properties.AssumeRolePolicyDocument.Statement;
      return [statement.Principal.Service, statement.Condition];
    }),
  );
}

describe("the roles", () => {
  it("are for this account's function and state machine, and nobody else's; API Gateway says no account", () => {
    const own = { StringEquals: { "aws:SourceAccount": "123456789012" } };
    expect(trustOf(templates.everything())).toEqual({
      "lambda.amazonaws.com": own,
      "states.amazonaws.com": own,
      "apigateway.amazonaws.com": undefined,
    });
  });

  const actionsOf = (owner: string, template: Template = templates.everything()) =>
    allowed(template)
      .filter((statement) => statement.owner === owner)
      .flatMap(({ actions, resources }) =>
        actions.flatMap((action) => resources.map((resource) => `${action} on ${resourceName(resource)}`)),
      )
      .filter((text) => !text.endsWith("on *"))
      .sort();

  /** The logical id in a resource, with what of an ARN stands behind it; or its text. */
  function resourceName(resource: unknown): string {
    const text = JSON.stringify(resource);
    const [, id] = /"(?:Ref|Fn::GetAtt)":\[?"(\w+?)(?:[0-9A-F]{8})?"/.exec(text) ?? [];
    if (id === undefined) return String(resource);
    const [, index = ""] = /"(\/index\/\w+)"/.exec(text) ?? [];
    return id + index;
  }

  it("of the function can do this and nothing else", () => {
    expect(actionsOf("StreamsFunctionRoleDefaultPolicy")).toEqual([
      "dynamodb:GetItem on Leases",
      "dynamodb:GetItem on StreamsLedgerTable",
      "dynamodb:PartiQLInsert on StreamsEventsTable",
      "dynamodb:PutItem on StreamsEventsTable",
      "dynamodb:UpdateItem on Leases",
      "dynamodb:UpdateItem on StreamsLedgerTable",
      "logs:CreateLogStream on StreamsFunctionLogs",
      "logs:PutLogEvents on StreamsFunctionLogs",
      "s3:PutObject on StreamsDeadLetters",
      "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:source-key-AbCdEf",
    ]);
  });

  it("of a function that packs may put events and read them, and nothing else on their table", () => {
    const actions = actionsOf("StreamsFunctionRoleDefaultPolicy", templates.outlets());
    expect(actions.filter((action) => action.endsWith("EventsTable"))).toEqual([
      "dynamodb:PutItem on StreamsEventsTable",
      "dynamodb:Query on StreamsEventsTable",
    ]);
  });

  const READS = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
    (action) => `dynamodb:${action} on StreamsEventsTable`,
  );

  it.each<[string, string, string[]]>([
    [
      "a consumer",
      "ConsumerTestConsumer2D09F103Reads",
      ["s3:ListBucket", "s3:PutObject"].map((a) => `${a} on GivenUpRecords`),
    ],
    [
      "a pipe to a bus",
      "PipeToTestBus4E4D4B0DRoleDefaultPolicy",
      [
        "events:PutEvents on Bus",
        "lambda:InvokeFunction on StreamsPipeToTestBus4E4D4B0DUnpack",
        "sns:Publish on GivenUpTopic",
      ],
    ],
    [
      "a pipe to a Kinesis stream",
      "PipeToTestKinesis5643FCF6RoleDefaultPolicy",
      [
        "kinesis:PutRecord on Kinesis",
        "kinesis:PutRecords on Kinesis",
        `kms:Decrypt on ${KEY_ARN}`,
        `kms:GenerateDataKey on ${KEY_ARN}`,
        "sqs:SendMessage on GivenUp",
      ],
    ],
    [
      "a pipe to a machine",
      "PipeToTestMachineED2451B4RoleDefaultPolicy",
      [
        `kms:Decrypt on ${KEY_ARN}`,
        `kms:GenerateDataKey on ${KEY_ARN}`,
        "lambda:InvokeFunction on StreamsPipeToTestMachineED2451B4Unpack",
        "sqs:SendMessage on GivenUp",
        "states:StartExecution on Machine",
      ],
    ],
    ["an archive's mapping", "ArchiveToTestArchiveA0735EB8MappingReads", ["sqs:SendMessage on GivenUp"]],
  ])("of %s reads the table's stream, and beside it can do this and nothing else", (_, owner, expected) => {
    expect(actionsOf(`Streams${owner}`, templates.outlets())).toEqual([...READS, ...expected].sort());
  });

  it("of what reads the table's stream is its service's, for this account alone", () => {
    const own = { StringEquals: { "aws:SourceAccount": "123456789012" } };
    expect(trustOf(templates.outlets())["pipes.amazonaws.com"]).toEqual(own);
  });

  it("of the state machine can do this, and start itself by a policy of its own", () => {
    expect(actionsOf("StreamsRelayRoleDefaultPolicy")).toEqual([
      "dynamodb:GetItem on Leases",
      "dynamodb:UpdateItem on Leases",
      "lambda:InvokeFunction on StreamsFunction",
    ]);
    expect(actionsOf("StreamsRelayStartsItself")).toEqual(["states:StartExecution on StreamsRelay"]);
  });

  it("of the API can do this and nothing else", () => {
    expect(actionsOf("StreamsApiRoleDefaultPolicy")).toEqual([
      "dynamodb:GetItem on Leases",
      "dynamodb:Query on StreamsLedgerTable",
      "dynamodb:Scan on Leases",
      "dynamodb:UpdateItem on Leases",
      "states:StartExecution on StreamsRelay",
    ]);
  });

  it("of a fleet's function can look for streams, too, and start carriers by a policy of its own", () => {
    const lookedFor = [
      "dynamodb:Query on StreamsStreamsTable/index/byCarrier",
      "dynamodb:Query on StreamsStreamsTable/index/byWaiting",
      "dynamodb:Scan on StreamsStreamsTable",
    ];
    const of = (template: Template) => actionsOf("StreamsFunctionRoleDefaultPolicy", template);
    expect(of(templates.fleet())).toEqual([...of(templates.defaults()), ...lookedFor].sort());
    expect(actionsOf("StreamsFunctionStartsCarriers", templates.fleet())).toEqual([
      "states:StartExecution on StreamsCarrier",
    ]);
  });

  it("of a fleet's machines can do this and nothing else", () => {
    const of = (owner: string) => actionsOf(owner, templates.fleet());
    expect(of("StreamsCarrierRoleDefaultPolicy")).toEqual([
      "dynamodb:GetItem on StreamsStreamsTable",
      "dynamodb:UpdateItem on StreamsStreamsTable",
      "lambda:InvokeFunction on StreamsFunction",
    ]);
    expect(of("StreamsCarrierStartsItself")).toEqual(["states:StartExecution on StreamsCarrier"]);
    expect(of("StreamsAdmissionRoleDefaultPolicy")).toEqual([
      "dynamodb:GetItem on StreamsStreamsTable",
      "dynamodb:UpdateItem on StreamsStreamsTable",
      "states:StartExecution on StreamsCarrier",
    ]);
  });

  it("of a fleet's API and wake rule start the machine that lets streams in, and no other", () => {
    for (const owner of ["StreamsApiRoleDefaultPolicy", "StreamsWakeRoleDefaultPolicy"]) {
      const starts = actionsOf(owner, templates.fleet()).filter((action) => action.startsWith("states:"));
      expect(starts).toEqual(["states:StartExecution on StreamsAdmission"]);
    }
    expect(trustOf(templates.fleet())["events.amazonaws.com"]).toEqual({
      StringEquals: { "aws:SourceAccount": "123456789012" },
    });
  });
});
