import { validateDefinition } from "@unbounded-streams/asl-builder";
import { streamsTable } from "@unbounded-streams/stream-lease";
import { INDEXES } from "@unbounded-streams/stream-lease/attributes";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { build, buildFleet, SOURCE, templates } from "./support/stacks.ts";

/** The tables of leases of a template: those without a sort key. */
function leaseTables(template: Template) {
  return Object.values(template.findResources("AWS::DynamoDB::Table"))
    .map(({ Properties }) => Properties)
    .filter(({ KeySchema }) => KeySchema.length === 1);
}

describe("without a fleet", () => {
  it("there is nothing of one: no index, no rule, no second machine, no variable, no alarm", () => {
    const template = templates.defaults();
    expect(leaseTables(template)[0]).not.toHaveProperty("GlobalSecondaryIndexes");
    template.resourceCountIs("AWS::Events::Rule", 0);
    template.resourceCountIs("AWS::StepFunctions::StateMachine", 1);
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toMatch(
      /"FLEET"|STREAMS_PER_FUNCTION|MAX_CARRIERS|MALLOC_ARENA_MAX|OldestWaitSeconds|CarriersAtCap/,
    );
  });

  it("the template is the same whether one stream per function is said or not", () => {
    const { stack } = build({ source: SOURCE, streamsPerFunction: 1 });
    expect(Template.fromStack(stack).toJSON()).toEqual(templates.defaults().toJSON());
  });
});

describe("a fleet", () => {
  const machineOf = (id: RegExp) => {
    const machines = Object.entries(templates.fleet().findResources("AWS::StepFunctions::StateMachine"));
    const [, machine] = machines.find(([name]) => id.test(name)) ?? [];
    return machine?.Properties;
  };

  it("has the table that stream-lease makes for it", () => {
    const [made] = leaseTables(templates.fleet());
    const { GlobalSecondaryIndexes, AttributeDefinitions } = streamsTable("streams", { fleet: true });
    expect(made.GlobalSecondaryIndexes).toEqual(GlobalSecondaryIndexes);
    expect(made.AttributeDefinitions).toHaveLength(AttributeDefinitions?.length ?? 0);
    expect(made.AttributeDefinitions).toEqual(expect.arrayContaining(AttributeDefinitions ?? []));
  });

  it("has its connections on record, as one that asks for it, and none that wants none", () => {
    const asked = build({ source: SOURCE, streamsPerFunction: 50, ledger: {} });
    expect(Template.fromStack(asked.stack).toJSON()).toEqual(templates.fleet().toJSON());
    templates.fleet().hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ LEDGER_TABLE: Match.anyValue(), LEDGER_TTL_DAYS: "30" }) },
    });
    const { stack, streams } = build({ source: SOURCE, streamsPerFunction: 50, ledger: false });
    expect(streams.ledgerTable).toBeUndefined();
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/ledger/i);
  });

  it("comes to its indexes one at a time, as DynamoDB makes them", () => {
    const { stack } = build({ source: SOURCE, api: false, prepareFleet: true });
    const prepared = Template.fromStack(stack);
    expect(leaseTables(prepared)[0].GlobalSecondaryIndexes).toEqual([
      expect.objectContaining({ IndexName: INDEXES.byCarrier.name }),
    ]);
    prepared.resourceCountIs("AWS::Events::Rule", 0);
    prepared.resourceCountIs("AWS::StepFunctions::StateMachine", 1);
  });

  it("tells its function how much it may carry, and has as many invocations as its carriers need", () => {
    templates.fleet().hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 128,
      ReservedConcurrentExecutions: 10,
      Environment: {
        Variables: Match.objectLike({
          ...{ FLEET: "default", STREAMS_PER_FUNCTION: "50", MAX_CARRIERS: "5" },
          MALLOC_ARENA_MAX: "1",
        }),
      },
    });
  });

  it.each([
    [{ maxCarriers: 1 }, 2],
    [{ maxCarriers: 2, reservedConcurrentExecutions: 6 }, 6],
    [{ reservedConcurrentExecutions: false }, undefined],
  ] as const)("takes %j as %s reserved invocations", (given, reserved) => {
    const { stack } = build({ source: SOURCE, api: false, alarms: false, streamsPerFunction: 2, ...given });
    Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
      ReservedConcurrentExecutions: reserved ?? Match.absent(),
    });
  });

  it.each([/^StreamsCarrier/, /^StreamsAdmission/])(
    "has machines that are valid once they are filled in: %s",
    (id) => {
      const { DefinitionString, DefinitionSubstitutions } = machineOf(id);
      const placeholders = new Set(
        [...DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder]) => placeholder),
      );
      expect([...placeholders].sort()).toEqual(Object.keys(DefinitionSubstitutions).sort());
      const filled = DefinitionString.replaceAll(
        "${FunctionArn}",
        "arn:aws:lambda:eu-west-1:123456789012:function:f",
      )
        .replaceAll("${StreamsTable}", "streams")
        .replaceAll("${CarrierMachineArn}", "arn:aws:states:eu-west-1:123456789012:stateMachine:carrier");
      expect(filled).not.toContain("${");
      expect(validateDefinition(JSON.parse(filled)).findings).toEqual([]);
    },
  );

  it("gives its machines logs of their own", () => {
    const names = Object.values(templates.fleet().findResources("AWS::Logs::LogGroup"))
      .map(({ Properties }) => Properties.LogGroupName)
      .filter((name) => name !== undefined);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
    for (const name of names)
      expect(name).toMatch(/^\/aws\/vendedlogs\/states\/[\w-]+-(?:Carrier|Admission)$/);
  });

  it("lets streams in where they are started, and relays its carriers beside", () => {
    const { streams } = buildFleet();
    expect(streams.stateMachine.node.id).toBe("Admission");
    expect(streams.carrierMachine?.node.id).toBe("Carrier");
    const [post] = Object.values(templates.fleet().findResources("AWS::ApiGateway::Method"))
      .map(({ Properties }) => Properties)
      .filter(({ HttpMethod }) => HttpMethod === "POST");
    expect(JSON.stringify(post?.Integration.RequestTemplates)).toMatch(/"Ref":"StreamsAdmission\w+"/);
    expect(JSON.stringify(post?.Integration.RequestTemplates)).not.toContain("StreamsCarrier");
  });

  it("is woken when an execution of its machines is stopped, fails or times out", () => {
    const arn = (id: string) => ({ Ref: Match.stringLikeRegexp(`^Streams${id}[0-9A-F]{8}$`) });
    templates.fleet().hasResourceProperties("AWS::Events::Rule", {
      State: "ENABLED",
      EventPattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["FAILED", "ABORTED", "TIMED_OUT"],
          stateMachineArn: [arn("Carrier"), arn("Admission")],
        },
      },
      Targets: [
        {
          Id: "Target0",
          Arn: arn("Admission"),
          RoleArn: { "Fn::GetAtt": [Match.stringLikeRegexp("^StreamsWakeRole"), "Arn"] },
        },
      ],
    });
  });

  it("has no circular reference between the function and the machine that invokes it", () => {
    const policy = Object.entries(templates.fleet().findResources("AWS::IAM::Policy")).find(([id]) =>
      id.startsWith("StreamsFunctionStartsCarriers"),
    );
    const [connectionFunction] = Object.values(templates.fleet().findResources("AWS::Lambda::Function"));
    expect(connectionFunction?.DependsOn).not.toContain(policy?.[0]);
  });
});
