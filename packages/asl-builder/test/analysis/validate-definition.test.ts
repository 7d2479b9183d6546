import { describe, expect, it } from "vitest";
import {
  buildStateMachine,
  InvalidDefinitionError,
  MAX_RETRY_ATTEMPTS,
  MAX_STATE_NAME_LENGTH,
  type State,
  type StateGraph,
  validateDefinition,
} from "../../src/index.ts";
import { articleOptions } from "../support/options.ts";

const done: State = { Type: "Succeed" };

function pass(next: string): State {
  return { Type: "Pass", Next: next };
}

function pause(next: string): State {
  return { Type: "Wait", Seconds: 1, Next: next };
}

function parallel(...branches: StateGraph[]): State {
  return { Type: "Parallel", Branches: branches, Next: "End" };
}

function graph(startAt: string, states: Record<string, State>): StateGraph {
  return { StartAt: startAt, States: states };
}

function findingsOf(definition: StateGraph) {
  return validateDefinition(definition).findings;
}

describe("validateDefinition finds", () => {
  it("names that are empty or longer than 80 characters", () => {
    const longest = "n".repeat(MAX_STATE_NAME_LENGTH);
    expect(findingsOf(graph(longest, { [longest]: done }))).toEqual([]);
    expect(findingsOf(graph(`${longest}n`, { [`${longest}n`]: done }))).toMatchObject([
      { code: "STATE_NAME_LENGTH", scope: "$", state: `${longest}n` },
    ]);
    expect(findingsOf(graph("", { "": done }))).toMatchObject([{ code: "STATE_NAME_LENGTH", state: "" }]);
  });

  it("names that are used twice in the machine, though in different branches", () => {
    const branch = graph("Same", { Same: done });
    const machine = graph("Fork", { Fork: parallel(branch, branch), End: done });
    expect(findingsOf(machine)).toMatchObject([
      {
        code: "STATE_NAME_DUPLICATE",
        state: "Same",
        scope: '$.States["Fork"].Branches[1]',
        firstScope: '$.States["Fork"].Branches[0]',
      },
    ]);
  });

  it("targets that do not exist, wherever they stand", () => {
    const choice: State = {
      Type: "Choice",
      Choices: [{ Variable: "$.a", StringEquals: "b", Next: "No choice" }],
      Default: "No default",
    };
    const task: State = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: {},
      Catch: [{ ErrorEquals: ["States.TaskFailed"], Next: "No catch" }],
      Next: "Choose",
    };
    const machine = graph("No start", { Work: task, Choose: choice, Rest: pass("No next"), End: done });
    const missing = findingsOf(machine).filter((finding) => finding.code === "TARGET_MISSING");
    expect(missing.map(({ state, field, target }) => [state, field, target])).toEqual([
      [undefined, "StartAt", "No start"],
      ["Work", "Catch[0].Next", "No catch"],
      ["Choose", "Choices[0].Next", "No choice"],
      ["Choose", "Default", "No default"],
      ["Rest", "Next", "No next"],
    ]);
  });

  it("transitions that leave their scope, in and out of a branch", () => {
    const machine = graph("Fork", {
      Fork: parallel(graph("Inner", { Inner: pass("End") })),
      End: pass("Inner"),
    });
    const missing = findingsOf(machine).filter((finding) => finding.code === "TARGET_MISSING");
    expect(missing.map(({ scope, target }) => [scope, target])).toEqual([
      ["$", "Inner"],
      ['$.States["Fork"].Branches[0]', "End"],
    ]);
  });

  it("no states that an object merely inherits", () => {
    expect(findingsOf(graph("constructor", { End: done }))).toMatchObject([
      { code: "TARGET_MISSING", target: "constructor" },
      { code: "STATE_UNREACHABLE", states: ["End"] },
    ]);
  });

  it("states that nothing leads to", () => {
    expect(
      findingsOf(graph("End", { End: done, Left: pass("Over"), Over: pass("Left"), Out: pass("End") })),
    ).toMatchObject([
      { code: "STATE_UNREACHABLE", states: ["Left", "Over", "Out"] },
      { code: "ENDLESS_LOOP", states: ["Left", "Over"] },
    ]);
  });

  it("loops that nothing leads out of, unless they are deliberate", () => {
    const loop = graph("Tick", { Tick: pause("Tock"), Tock: pause("Tick") });
    const machine = graph("Fork", { Fork: parallel(loop), End: done });
    expect(findingsOf(machine)).toMatchObject([
      { code: "ENDLESS_LOOP", scope: '$.States["Fork"].Branches[0]', states: ["Tick", "Tock"] },
    ]);
    expect(validateDefinition(machine, { allowEndlessLoops: true }).findings).toEqual([]);
  });

  it("several things at once, each with a message on one line", () => {
    const findings = findingsOf(graph("Nowhere\n", { "": pass("") }));
    expect(findings.map(({ code }) => code)).toEqual([
      "STATE_NAME_LENGTH",
      "TARGET_MISSING",
      "STATE_UNREACHABLE",
      "ENDLESS_LOOP",
    ]);
    for (const { message } of findings) expect(message).not.toContain("\n");
  });
});

describe("a fault of a strategy", () => {
  it("is an error that carries the findings and asks to be reported", () => {
    const findings = findingsOf(graph("Nowhere", { End: done }));
    const error = new InvalidDefinitionError(findings);
    expect(error).toMatchObject({ name: "InvalidDefinitionError", code: "INVALID_DEFINITION", findings });
    expect(error.message).toMatch(/^please report this fault: StartAt of \$ is "Nowhere"/);
  });
});

describe("the history that a turn costs", () => {
  it("is a scheduled, a started and a failed event per retry of a task", () => {
    const report = validateDefinition(buildStateMachine(articleOptions("retry-on-timeout")));
    expect(report.loops).toEqual([
      { scope: "$", states: ["connection-manager (45)"], historyEvents: 3, historyEventsAtWorst: 3 },
    ]);
    expect(report.historyEventsPerTurn).toBe(3);
  });

  it("is a wait (2) and a task (5) in each of the branches that run side by side", () => {
    const report = validateDefinition(buildStateMachine(articleOptions("staggered")));
    expect(report.loops).toEqual([
      {
        scope: '$.States["Parallel"].Branches[0]',
        states: ["Wait (35)", "connection-manager (45)"],
        historyEvents: 7,
        historyEventsAtWorst: 7,
      },
      {
        scope: '$.States["Parallel"].Branches[1]',
        states: ["Wait 2 (35)", "connection-manager 2 (45)"],
        historyEvents: 7,
        historyEventsAtWorst: 7,
      },
    ]);
    expect(report.historyEventsPerTurn).toBe(14);
  });

  it("is the costliest way through both branches (7 and 9), their Parallel (4) and the choice (2)", () => {
    const report = validateDefinition(buildStateMachine(articleOptions("staggered-joined")));
    expect(report.loops).toEqual([
      {
        scope: "$",
        states: ["Parallel", "Stream ended?"],
        historyEvents: 22,
        historyEventsAtWorst: 22,
      },
    ]);
    expect(report.historyEventsPerTurn).toBe(22);
  });

  it("is nothing when nothing repeats", () => {
    expect(validateDefinition(graph("On", { On: pass("End"), End: done }))).toEqual({
      findings: [],
      loops: [],
      historyEventsPerTurn: 0,
      historyEventsPerTurnAtWorst: 0,
      // The execution's start and end, a Pass and a Succeed.
      historyEventsBesideTurns: 6,
    });
  });

  it("is that of every retry at worst, unless the retries are as good as endless", () => {
    const task = (retries: number[], next: string): State => ({
      ...{ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: {}, Next: next },
      Retry: retries.map((MaxAttempts, index) => ({ ErrorEquals: [`Error ${index}`], MaxAttempts })),
    });
    const machine = graph("Work", {
      Work: task([2, 0, 4], "Again?"),
      "Again?": {
        Type: "Choice",
        Choices: [{ Variable: "$.a", StringEquals: "b", Next: "Work" }],
        Default: "End",
      },
      End: done,
    });
    const report = validateDefinition(machine);
    expect(report.loops).toEqual([
      { scope: "$", states: ["Work", "Again?"], historyEvents: 7, historyEventsAtWorst: 25 },
    ]);
    expect(report).toMatchObject({ historyEventsPerTurn: 7, historyEventsPerTurnAtWorst: 25 });
    expect(report.historyEventsBesideTurns).toBe(29);

    const endless = graph("Work", { Work: task([MAX_RETRY_ATTEMPTS], "End"), End: done });
    expect(validateDefinition(endless).loops).toMatchObject([{ states: ["Work"], historyEventsAtWorst: 3 }]);
  });

  it("is that of the costliest way round, not of all states of the loop", () => {
    const either: State = {
      Type: "Choice",
      Choices: [{ Variable: "$.a", StringEquals: "left", Next: "Left" }],
      Default: "Right",
    };
    const machine = graph("Either", {
      Either: either,
      Left: pass("Left 2"),
      "Left 2": pause("Out?"),
      Right: pass("Out?"),
      "Out?": {
        Type: "Choice",
        Choices: [{ Variable: "$.a", StringEquals: "out", Next: "End" }],
        Default: "Either",
      },
      End: done,
    });
    expect(validateDefinition(machine).loops).toMatchObject([{ historyEvents: 8 }]);
  });

  it("is never counted too low where the ways round are too many to be looked at", () => {
    const names = Array.from({ length: 12 }, (_, index) => `State ${index}`);
    const choices = names.map((name) => ({ Variable: "$.a", StringEquals: name, Next: name }));
    const states = names.map((name) => [name, { Type: "Choice", Choices: choices, Default: "End" }] as const);
    const machine = graph("State 0", { ...Object.fromEntries<State>(states), End: done });
    expect(validateDefinition(machine).loops).toMatchObject([{ historyEvents: 24 }]);
  });

  it("is that of the costliest of the loops that take turns", () => {
    const machine = graph("A", {
      A: pass("A2"),
      A2: { Type: "Choice", Choices: [{ Variable: "$.a", StringEquals: "b", Next: "A" }], Default: "B" },
      B: pass("B2"),
      B2: pause("B3"),
      B3: { Type: "Choice", Choices: [{ Variable: "$.a", StringEquals: "b", Next: "B" }], Default: "End" },
      End: done,
    });
    const report = validateDefinition(machine);
    expect(report.loops.map(({ historyEvents }) => historyEvents)).toEqual([4, 6]);
    expect(report.historyEventsPerTurn).toBe(6);
  });
});
