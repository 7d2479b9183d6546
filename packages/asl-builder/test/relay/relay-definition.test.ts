import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildStateMachine,
  HISTORY_EVENT_BUDGET,
  type InvalidOptionsError,
  MAX_HISTORY_EVENTS,
  MAX_RELAY_TURNS,
  MAX_SUCCESSOR_STARTS,
  type RelayOptions,
  requiredPermissions,
  type StateGraph,
  THIS_STATE_MACHINE,
  validateDefinition,
} from "../../src/index.ts";
import type { LogEvent } from "../support/local-cloud.ts";
import { ARTICLE_ARN } from "../support/options.ts";
import { createRelayWorld, type RelayDatabase, STREAM, startDatabase } from "../support/relay-world.ts";

const options: RelayOptions = {
  ...{ strategy: "relay", functionArn: ARTICLE_ARN, lifetimeSeconds: 45, tableName: "streams" },
};

function branchesOf(definition: StateGraph): readonly StateGraph[] {
  const relay = definition.States.Relay;
  return relay?.Type === "Parallel" ? relay.Branches : [];
}

function problemsOf(wrong: object) {
  try {
    buildStateMachine({ ...options, ...wrong } as RelayOptions);
  } catch (error) {
    return (error as InvalidOptionsError).problems;
  }
  throw new Error("the options were taken");
}

describe("the options of the relay", () => {
  it.each([
    [{ tableName: undefined }, "MISSING", /^the name or the ARN of a DynamoDB table/],
    [{ tableName: "ab" }, "NOT_A_TABLE", /a placeholder such as \$\{StreamsTable\}$/],
    [{ tableName: "a table" }, "NOT_A_TABLE", /./],
    [{ tableName: "t".repeat(256) }, "NOT_A_TABLE", /./],
    [{ tableName: "arn:aws:s3:::streams" }, "NOT_A_TABLE", /./],
    [{ lifetimeSeconds: 1 }, "OUT_OF_RANGE", /^an integer from 2 to 900/],
    [{ handoverLeadSeconds: 0 }, "OUT_OF_RANGE", /less than the lifetime, 45 \(seconds\)$/],
    [{ handoverLeadSeconds: 45 }, "LEAD_NOT_SHORTER", /less than the lifetime, 45 \(seconds\)$/],
    [{ handoverLeadSeconds: 1.5 }, "NOT_AN_INTEGER", /./],
    [{ maxTurns: 0 }, "OUT_OF_RANGE", /^an integer from 1 to \d+$/],
    [{ maxTurns: MAX_RELAY_TURNS + 1 }, "OUT_OF_RANGE", /./],
    [{ maxTurns: "4" }, "NOT_AN_INTEGER", /./],
    [{ waitSeconds: 35 }, "NOT_TAKEN", /^none, because relay does not wait/],
  ])("may not be %j", (wrong, code, allowed) => {
    const [problem, ...others] = problemsOf(wrong);
    expect(problem).toMatchObject({ code, option: Object.keys(wrong)[0] });
    expect(problem?.allowed).toMatch(allowed);
    expect(others).toEqual([]);
  });

  it.each(["handoverLeadSeconds", "tableName", "maxTurns"])(
    "include %s, which others do not take",
    (option) => {
      const staggered = {
        ...options,
        strategy: "staggered",
        tableName: undefined,
        waitSeconds: 35,
        [option]: 3,
      };
      expect(problemsOf(staggered)).toMatchObject([{ code: "NOT_TAKEN", option }]);
    },
  );

  it.each([
    [2, undefined, 1],
    [6, 2, 2],
    [45, 35, 5],
    [900, undefined, 5],
  ])(
    "give A a head start: of a lifetime of %i s with a lead of %s, %i s",
    (lifetimeSeconds, lead, seconds) => {
      const given = { ...options, lifetimeSeconds, ...(lead !== undefined && { handoverLeadSeconds: lead }) };
      const [, second] = branchesOf(buildStateMachine(given));
      expect(second?.States["Let A go first"]).toMatchObject({ Seconds: seconds });
    },
  );
});

describe("the states of the relay", () => {
  const definition = buildStateMachine(options);

  it("differ in the two branches by their names and by the head start alone", () => {
    const [a, b] = branchesOf(definition).map((branch) =>
      Object.values(branch.States).map(({ Type }) => Type),
    );
    expect(b?.toSpliced(1, 1)).toEqual(a);
    expect(b?.[1]).toBe("Wait");
  });

  it("count every turn: without the counting no branch has a loop", () => {
    for (const [index, branch] of branchesOf(definition).entries()) {
      const counting = `Count the turn ${"AB"[index]}`;
      const withoutCounting: StateGraph = {
        ...branch,
        States: { ...branch.States, [counting]: { Type: "Succeed" } },
      };
      expect(validateDefinition(branch).loops).toHaveLength(1);
      expect(validateDefinition(withoutCounting).loops).toEqual([]);
    }
  });

  it("hand the function what it needs, and nothing that it is not asked for", () => {
    const connect = branchesOf(definition)[0]?.States["connection-manager A (45)"];
    expect(connect).toMatchObject({
      Resource: "arn:aws:states:::lambda:invoke",
      TimeoutSeconds: 75,
      Parameters: {
        FunctionName: ARTICLE_ARN,
        Payload: {
          "streamId.$": "$.streamId",
          "holder.$": "$.holder",
          "expectedEpoch.$": "$.turn.epoch",
          "executionArn.$": "$.executionArn",
        },
      },
    });
  });

  it("compare with nothing in the context object, which not every interpreter does", () => {
    expect(JSON.stringify(definition)).not.toMatch(/"(?:String|Numeric)\w+Path":"\$\$/);
  });

  it("need these permissions, and no others", () => {
    expect(requiredPermissions(definition)).toEqual([
      { action: "dynamodb:UpdateItem", resource: "streams" },
      { action: "dynamodb:GetItem", resource: "streams" },
      { action: "lambda:InvokeFunction", resource: ARTICLE_ARN },
      { action: "states:StartExecution", resource: THIS_STATE_MACHINE },
    ]);
    expect(requiredPermissions({ StartAt: "Done", States: { Done: { Type: "Succeed" } } })).toEqual([]);
  });
});

describe("the history of a relay", () => {
  const definition = buildStateMachine(options);
  const report = validateDefinition(definition);

  it("fits into the budget at its worst: every turn of both branches with all retries, and no successor", () => {
    const turns = MAX_RELAY_TURNS + MAX_SUCCESSOR_STARTS + 1;
    const atWorst = report.historyEventsBesideTurns + turns * report.historyEventsPerTurnAtWorst;
    expect(atWorst).toBeLessThanOrEqual(HISTORY_EVENT_BUDGET);
    expect(atWorst + report.historyEventsPerTurnAtWorst).toBeGreaterThan(HISTORY_EVENT_BUDGET);
    expect(HISTORY_EVENT_BUDGET).toBeLessThan(MAX_HISTORY_EVENTS);
  });

  it("does not depend on the options", () => {
    const other = buildStateMachine({
      ...{ strategy: "relay", functionArn: "${FunctionArn}", tableName: "${Table}", lifetimeSeconds: 900 },
      ...{ maxTurns: 4, taskName: "f", comment: "Ours.", partition: "aws-cn", handoverLeadSeconds: 1 },
    });
    const { loops, ...costs } = validateDefinition(other);
    expect(costs).toEqual({ ...report, loops: undefined, findings: [] });
    expect(loops).toHaveLength(2);
  });

  describe("as an interpreter writes it", () => {
    let database: RelayDatabase;

    beforeAll(async () => {
      database = await startDatabase();
    });

    afterAll(() => database.stop());

    it.each([
      ["a connection that is relieved", "read", 22],
      ["a connection that crashes after it was up", "crash-when-connected", 20],
      ["a connection that crashes after its claim, and a pause", "crash-after-claim", 37],
      ["a connection that crashes before its claim, and a pause", "crash-before-claim", 37],
    ] as const)("has the counted events for %s", async (_, behaviour, expected) => {
      const run = async (count: number) => {
        const behave = (index: number) => (index < count ? behaviour : "end");
        const { cloud } = await createRelayWorld(database, { behave });
        const { ending, log } = cloud.start("counted", { streamId: STREAM });
        await ending;
        return historyEventsOf(log);
      };
      const perTurn = ((await run(9)) - (await run(1))) / 8;
      expect(perTurn).toBe(expected);
      expect(perTurn).toBeLessThanOrEqual(report.historyEventsPerTurn);
      expect(perTurn * MAX_RELAY_TURNS).toBeLessThan(HISTORY_EVENT_BUDGET);
    });
  });
});

/** The events that Step Functions would keep of what the interpreter has logged. */
function historyEventsOf(log: readonly LogEvent[]): number {
  const ofVisits = { Task: 5, Parallel: 4, Wait: 2, Pass: 2, Choice: 2, Succeed: 2, Fail: 1, Map: 0 };
  return log.reduce((total, event) => {
    if (event.type === "StateEntered") return total + ofVisits[event.state.type];
    return event.type === "StateRetried" ? total + 3 : total;
  }, 2);
}
