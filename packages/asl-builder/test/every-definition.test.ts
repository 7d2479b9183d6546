import validateAsl from "asl-validator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as api from "../src/index.ts";
import { buildStateMachine, type StateMachineDefinition, toJson, validateDefinition } from "../src/index.ts";
import { goodOptions } from "./support/options.ts";

describe("every definition that good options build", () => {
  it("passes asl-validator, paths and ARNs included", () => {
    fc.assert(
      fc.property(goodOptions, (options) => {
        const verdict = validateAsl(JSON.parse(toJson(buildStateMachine(options))), {
          checkPaths: true,
          checkArn: true,
        });
        expect(verdict.errorsText()).toBe("");
        expect(verdict.isValid).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("has no findings and loops at a known cost", () => {
    const eventsPerTurn = {
      ...{ "retry-on-timeout": 3, "staggered-joined": 22, staggered: 14, relay: 48, carrier: 48 },
      admission: 23,
    };
    fc.assert(
      fc.property(goodOptions, (options) => {
        const report = validateDefinition(buildStateMachine(options));
        expect(report.findings).toEqual([]);
        expect(report.historyEventsPerTurn).toBe(eventsPerTurn[options.strategy]);
      }),
    );
  });

  it("invokes the function that was asked for with the whole input, unless it has a lease", () => {
    fc.assert(
      fc.property(goodOptions, (options) => {
        fc.pre(!("tableName" in options));
        const parameters = tasksOf(buildStateMachine(options)).map((task) => task.Parameters);
        expect(parameters.length).toBeGreaterThan(0);
        for (const parameter of parameters) {
          expect(parameter).toEqual({ "Payload.$": "$", FunctionName: options.functionArn });
        }
      }),
    );
  });

  it("is plain JSON and shares nothing with the one built before", () => {
    fc.assert(
      fc.property(goodOptions, (options) => {
        const definition = buildStateMachine(options);
        expect(JSON.parse(toJson(definition))).toEqual(definition);
        expect(buildStateMachine(options).States).not.toBe(definition.States);
      }),
    );
  });

  it("retries and catches only errors whose names are exported", () => {
    const exported = Object.entries<unknown>(api).flatMap(([name, value]) =>
      /_ERRORS?$|^STATES_/.test(name) ? value : [],
    );
    fc.assert(
      fc.property(goodOptions, (options) => {
        const rules = tasksOf(buildStateMachine(options)).flatMap((task) => [
          ...(task.Retry ?? []),
          ...(task.Catch ?? []),
        ]);
        for (const name of rules.flatMap((rule) => rule.ErrorEquals)) expect(exported).toContain(name);
      }),
    );
  });
});

function tasksOf(definition: Pick<StateMachineDefinition, "States">) {
  return Object.values(definition.States).flatMap((state): TaskOf<typeof state>[] => {
    if (state.Type === "Parallel") return state.Branches.flatMap(tasksOf);
    return state.Type === "Task" ? [state] : [];
  });
}

type TaskOf<State> = Extract<State, { Type: "Task" }>;
