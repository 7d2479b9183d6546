import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PayloadTemplate,
  type ResultPath,
  type State,
  type StateGraph,
  toJson,
  validateDefinition,
} from "../../src/index.ts";
import { runPasses } from "../support/run-passes.ts";

const again: State = {
  Type: "Choice",
  Choices: [{ Variable: "$.again", BooleanEquals: true, Next: "State 1" }],
  Default: "Done",
};

/** A loop of these states, and a way out of it. */
function loopOf(...states: ((next: string) => State)[]): StateGraph {
  const named = states.map((make, index) => [`State ${index + 1}`, make(nameAfter(index))] as const);
  function nameAfter(index: number): string {
    return index + 1 < states.length ? `State ${index + 2}` : "Again?";
  }
  return {
    StartAt: "State 1",
    States: { ...Object.fromEntries(named), "Again?": again, Done: { Type: "Succeed" } },
  };
}

function pass(parameters: PayloadTemplate | undefined, resultPath?: ResultPath) {
  return (next: string): State => ({
    Type: "Pass",
    ...(parameters && { Parameters: parameters }),
    ...(resultPath !== undefined && { ResultPath: resultPath }),
    Next: next,
  });
}

function parallel(fields: { InputPath?: string; ResultPath?: ResultPath }) {
  const branch: StateGraph = { StartAt: "In a branch", States: { "In a branch": { Type: "Succeed" } } };
  return (next: string): State => ({ Type: "Parallel", Branches: [branch], ...fields, Next: next });
}

function growthIn(definition: StateGraph) {
  return validateDefinition(definition).findings.filter(({ code }) => code === "PAYLOAD_GROWTH");
}

describe("a payload may grow in a loop that", () => {
  it.each<[string, StateGraph]>([
    ["puts its whole input into a part of it", loopOf(pass({ "x.$": "$" }))],
    ["puts its whole input at a path", loopOf(pass(undefined, "$.copy"))],
    ["puts a place into itself", loopOf(pass({ "inner.$": "$.a" }, "$.a"))],
    ["puts a place into itself, written with brackets", loopOf(pass({ "inner.$": "$['a']" }, "$.a"))],
    ["puts a place deep into itself", loopOf(pass({ b: { list: [{ "c.$": "$.a.b" }] } }, "$.a"))],
    ["appends to an array", loopOf(pass({ "list.$": "States.Array($.list, 1)" }))],
    ["appends to a text", loopOf(pass({ "text.$": "States.Format('{}, {}', $.text, $.word)" }))],
    ["quotes a text again", loopOf(pass({ "text.$": "States.JsonToString($.text)" }))],
    ["merges into what it merges", loopOf(pass({ "all.$": "States.JsonMerge($.all, $.more, false)" }))],
    ["encodes a text again", loopOf(pass({ "text.$": "States.Base64Encode($.text)" }))],
    [
      "hides the array in another call",
      loopOf(pass({ "a.$": "States.ArrayGetItem(States.Array($.a, $.a), 0)" })),
    ],
    [
      "grows by turns",
      loopOf(
        pass({ "inner.$": "$.b" }, "$.a"),
        pass({ "x.$": "$.x" }, "$.other"),
        pass({ "inner.$": "$.a" }, "$.b"),
      ),
    ],
    [
      "appends to a copy and copies it back",
      loopOf(pass({ "v.$": "States.Array($.one.v, 1)" }, "$.two"), pass({ "v.$": "$.two.v" }, "$.one")),
    ],
    ["searches its input for what it writes", loopOf(pass({ "all.$": "$..all" }))],
    ["keeps what its branches make of all of it", loopOf(parallel({ ResultPath: "$.results" }))],
    ["takes what its branches make of it for the next turn", loopOf(parallel({}))],
    [
      "gives its branches what they have made",
      loopOf(parallel({ InputPath: "$.a", ResultPath: "$.a.results" })),
    ],
  ])("%s", (_, definition) => {
    expect(growthIn(definition)).toHaveLength(1);
  });

  it("names the states and the places", () => {
    const [finding] = growthIn(loopOf(pass({ "n.$": "$.n" }, "$.kept"), pass({ "v.$": "$.list" }, "$.list")));
    expect(finding).toMatchObject({ scope: "$", states: ["State 2"], paths: ["$.list.v"] });
    expect(finding?.message).toBe('$.list.v may grow with every turn of $: "State 2" make it of itself');
  });

  it("stands in a branch", () => {
    const machine: StateGraph = {
      StartAt: "Fork",
      States: { Fork: { Type: "Parallel", Branches: [loopOf(pass({ "x.$": "$" }))], End: true } },
    };
    expect(growthIn(machine)).toMatchObject([{ scope: '$.States["Fork"].Branches[0]' }]);
  });
});

describe("no payload grows in a loop that", () => {
  it.each<[string, StateGraph]>([
    ["passes its input on", loopOf(pass(undefined))],
    ["throws its result away", loopOf(pass({ "x.$": "$" }, null))],
    ["copies places onto themselves", loopOf(pass({ "a.$": "$.a", b: { "c.$": "$.b.c" } }))],
    ["exchanges two places", loopOf(pass({ "a.$": "$.b", "b.$": "$.a" }))],
    ["takes a part out", loopOf(pass({ "a.$": "$.a.b" }))],
    ["takes the first of a list", loopOf(pass({ "a.$": "States.ArrayGetItem($.a, 0)" }))],
    ["counts", loopOf(pass({ "count.$": "States.MathAdd($.turn.count, 1)" }, "$.turn"))],
    ["hashes all of it", loopOf(pass({ "hash.$": "States.Hash(States.JsonToString($), 'SHA-1')" }))],
    [
      "keeps the number of the turn before",
      loopOf(pass({ "n.$": "$.turn.next", "last.$": "$.turn.n" }, "$.turn")),
    ],
    [
      "writes a text of other places",
      loopOf(pass({ "text.$": "States.Format('{}/$.text', $.name)" }, "$.made")),
    ],
    ["reads the context", loopOf(pass({ "input.$": "$$.Execution.Input", "x.$": "$$" }))],
    [
      "gives its branches one place and keeps their results in another",
      loopOf(parallel({ InputPath: "$.input", ResultPath: "$.results" })),
    ],
    ["forgets what its branches make", loopOf(parallel({ ResultPath: null }))],
    ["has constants only", loopOf(pass({ list: [1, "two", null, { three: true }] }, "$.constants"))],
  ])("%s", (_, definition) => {
    expect(growthIn(definition)).toEqual([]);
  });

  it("is no loop", () => {
    expect(
      growthIn({ StartAt: "A", States: { A: { ...pass({ "x.$": "$" })("B") }, B: { Type: "Succeed" } } }),
    ).toEqual([]);
  });
});

describe("what the rule lets pass", () => {
  const path = fc.constantFrom("$", "$.a", "$.b", "$.a.x", "$.b.y", "$.a.x.y");
  const expression = fc.oneof(
    path,
    path.map((each) => `States.Array(${each}, 1)`),
    path.map((each) => `States.JsonToString(${each})`),
    fc.constantFrom("States.MathAdd($.n, 1)", "States.Format('{}', $.n)"),
  );
  const template = fc.dictionary(fc.constantFrom("a.$", "b.$", "x.$", "y.$", "n.$"), expression, {
    maxKeys: 4,
  });
  const target = fc.option(fc.constantFrom<ResultPath>("$.a", "$.b", "$.a.x", null), { nil: undefined });

  it("never grows, whatever the states: run for 12 turns, it is as large as after 6", () => {
    let stable = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(template, target), { minLength: 1, maxLength: 3 }), (passes) => {
        const definition = loopOf(...passes.map(([parameters, to]) => pass(parameters, to)));
        if (growthIn(definition).length > 0) return;
        const sizes = runPasses(Object.values(JSON.parse(toJson(definition)).States), 12);
        if (sizes === undefined) return;
        stable += 1;
        expect(sizes[12]).toBeLessThanOrEqual(sizes[6] ?? 0);
      }),
      { numRuns: 2_000 },
    );
    expect(stable).toBeGreaterThan(100);
  });
});
