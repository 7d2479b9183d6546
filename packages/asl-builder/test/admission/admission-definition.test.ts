import { describe, expect, it } from "vitest";
import {
  type AdmissionOptions,
  buildStateMachine,
  HISTORY_EVENT_BUDGET,
  type InvalidOptionsError,
  MAX_LOOKS,
  requiredPermissions,
  type StateGraph,
  toSam,
  validateDefinition,
} from "../../src/index.ts";
import { CARRIER_MACHINE_ARN } from "../support/options.ts";

const options: AdmissionOptions = {
  strategy: "admission",
  tableName: "streams",
  carrierMachineArn: CARRIER_MACHINE_ARN,
};

function problemsOf(wrong: object) {
  try {
    buildStateMachine({ ...options, ...wrong } as AdmissionOptions);
  } catch (error) {
    return (error as InvalidOptionsError).problems;
  }
  throw new Error("the options were taken");
}

describe("the options of an admission", () => {
  it.each([
    [{ tableName: undefined }, "MISSING", /^the name or the ARN of a DynamoDB table/],
    [{ tableName: "ab" }, "NOT_A_TABLE", /./],
    [{ carrierMachineArn: undefined }, "MISSING", /^the ARN of a state machine/],
    [{ carrierMachineArn: "carriers" }, "NOT_AN_ARN", /a placeholder such as \$\{CarrierMachineArn\}$/],
    [{ carrierMachineArn: `${CARRIER_MACHINE_ARN}:live` }, "NOT_AN_ARN", /./],
    [{ carrierMachineArn: CARRIER_MACHINE_ARN.replace("carrier", "c".repeat(81)) }, "NOT_AN_ARN", /./],
    [{ carrierMachineArn: "${" }, "NOT_AN_ARN", /./],
    [{ fleet: "" }, "BAD_NAME", /^1 to 32 letters, digits and hyphens$/],
    [{ fleet: "a/b" }, "BAD_NAME", /./],
    [{ fleet: "f".repeat(33) }, "BAD_NAME", /./],
    [{ functionArn: "${FunctionArn}" }, "NOT_TAKEN", /^none, because admission invokes no function$/],
    [{ lifetimeSeconds: 900 }, "NOT_TAKEN", /./],
    [{ handoverLeadSeconds: 5 }, "NOT_TAKEN", /./],
    [{ maxTurns: 5 }, "NOT_TAKEN", /./],
    [{ taskName: "reader" }, "NOT_TAKEN", /./],
    [{ waitSeconds: 35 }, "NOT_TAKEN", /^none, because admission does not wait/],
    [{ partition: "aws-cn" }, "PARTITION_MISMATCH", /^aws, as in the ARN$/],
    [{ comment: 7 }, "BAD_COMMENT", /./],
  ])("may not be %j", (wrong, code, allowed) => {
    const [problem, ...others] = problemsOf(wrong);
    expect(problem).toMatchObject({ code, option: Object.keys(wrong)[0] });
    expect(problem?.allowed).toMatch(allowed);
    expect(others).toEqual([]);
  });

  it.each([
    ["arn:aws-cn:states:cn-north-1:123456789012:stateMachine:carriers", undefined, "aws-cn"],
    ["${Carriers}", undefined, "aws"],
    ["${Carriers}", "aws-us-gov", "aws-us-gov"],
    ["arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:c", "aws-cn", "aws-cn"],
  ] as const)("start %s (partition %s) through partition %s", (carrierMachineArn, partition, expected) => {
    const definition = buildStateMachine({ ...options, carrierMachineArn, ...(partition && { partition }) });
    const resources = JSON.stringify(definition).match(/(?<="Resource":")[^"]*(?=")/g) ?? [];
    expect(new Set(resources)).toEqual(
      new Set(
        ["dynamodb:updateItem", "dynamodb:getItem", "states:startExecution"].map(
          (action) => `arn:${expected}:states:::${action}`,
        ),
      ),
    );
  });
});

describe("the states of an admission", () => {
  const definition = buildStateMachine(options);

  it("count every look: without the counting there is no loop", () => {
    const withoutCounting: StateGraph = {
      ...definition,
      States: { ...definition.States, "Count the look": { Type: "Succeed" } },
    };
    expect(validateDefinition(definition).loops).toHaveLength(1);
    expect(validateDefinition(withoutCounting).loops).toEqual([]);
  });

  it("wait in every turn: without the wait there is no loop either", () => {
    const withoutWait: StateGraph = {
      ...definition,
      States: { ...definition.States, "Give the carriers time": { Type: "Succeed" } },
    };
    expect(validateDefinition(withoutWait).loops).toEqual([]);
  });

  it("fit into the history at their worst: every look with every retry of every call", () => {
    const { historyEventsBesideTurns, historyEventsPerTurnAtWorst } = validateDefinition(definition);
    expect(historyEventsBesideTurns + MAX_LOOKS * historyEventsPerTurnAtWorst).toBeLessThan(
      HISTORY_EVENT_BUDGET,
    );
  });

  it("compare with nothing in the context object, which not every interpreter does", () => {
    expect(JSON.stringify(definition)).not.toMatch(/"(?:String|Numeric)\w+Path":"\$\$/);
    expect(JSON.stringify(definition)).not.toContain('"Variable":"$$');
  });

  it("need these permissions, and no others", () => {
    const placeholder = buildStateMachine({ ...options, carrierMachineArn: "${Carriers}" });
    expect(requiredPermissions(placeholder)).toEqual([
      { action: "dynamodb:UpdateItem", resource: "streams" },
      { action: "dynamodb:GetItem", resource: "streams" },
      { action: "states:StartExecution", resource: "${Carriers}" },
    ]);
  });

  it("are allowed by a SAM template to start the machine of the carriers, and not themselves", () => {
    const placeholder = buildStateMachine({ ...options, carrierMachineArn: "${Carriers}" });
    const { Resources } = JSON.parse(toSam(placeholder, { id: "Admission" }));
    expect(Object.keys(Resources)).toEqual(["Admission"]);
    const { DefinitionSubstitutions, Policies } = Resources.Admission.Properties;
    expect(DefinitionSubstitutions).toEqual({
      StreamsTable: "streams",
      CarrierMachineArn: { "Fn::Sub": "${Carriers}" },
    });
    expect(Policies[0].Statement.at(-1)).toEqual({
      ...{ Effect: "Allow", Action: "states:StartExecution", Resource: { "Fn::Sub": "${Carriers}" } },
    });
  });

  it("are refused by SAM with a placeholder of another tool", () => {
    const foreign = buildStateMachine({ ...options, carrierMachineArn: "${sls:stage}" });
    expect(() => toSam(foreign)).toThrow(/^carrierMachineArn is "\$\{sls:stage\}", allowed is text with/);
  });
});
