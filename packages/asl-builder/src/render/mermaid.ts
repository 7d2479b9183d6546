import { branchesOf, type Scope } from "../analysis/graph.ts";
import type {
  ChoiceState,
  Condition,
  FailState,
  ParallelState,
  Retrier,
  State,
  StateMachineDefinition,
  TaskState,
} from "../states/asl.ts";

const START_OR_END = "[*]";
const INDENT = "    ";

/** Everything but letters, digits and a few harmless signs; Mermaid reads `#58;` as the character with that number. */
const SPECIAL_CHARACTER = /[^\p{L}\p{N} .,?$_()[\]-]/gu;

/**
 * The definition as a Mermaid state diagram, with a final line break: branches of a `Parallel` as concurrent regions,
 * transitions labelled with the choice, the caught errors or the retries that lead to them.
 */
export function toMermaid(definition: StateMachineDefinition): string {
  const nextId = idsFrom(1);
  const lines = regionLines({ path: "$", graph: definition }, nextId);
  return `${["stateDiagram-v2", ...lines.map((line) => INDENT + line)].join("\n")}\n`;
}

function idsFrom(first: number): () => string {
  let next = first;
  return () => `s${next++}`;
}

function regionLines(scope: Scope, nextId: () => string): string[] {
  const states = Object.entries(scope.graph.States);
  const ids = new Map(states.map(([name]) => [name, nextId()]));
  const idOf = (name: string): string => ids.get(name) ?? START_OR_END;
  return [
    ...states.flatMap(([name, state]) => declarationLines(scope, name, state, idOf(name), nextId)),
    arrow(START_OR_END, idOf(scope.graph.StartAt)),
    ...states.flatMap(([name, state]) => arrowLines(state, idOf(name), idOf)),
  ];
}

function declarationLines(
  scope: Scope,
  name: string,
  state: State,
  id: string,
  nextId: () => string,
): string[] {
  const declaration = `state "${escapeText(name)}" as ${id}`;
  const regions = branchesOf(scope, name, state).map((branch) => regionLines(branch, nextId));
  if (regions.length === 0) return [declaration];
  const content = regions.flatMap((lines, index) => (index === 0 ? lines : ["--", ...lines]));
  return [`${declaration} {`, ...content.map((line) => INDENT + line), "}"];
}

function arrowLines(state: State, id: string, idOf: (name: string) => string): string[] {
  if (state.Type === "Succeed") return [arrow(id, START_OR_END)];
  if (state.Type === "Fail") return [arrow(id, START_OR_END, failureLabel(state))];
  if (state.Type === "Choice") return choiceArrows(state, id, idOf);
  const onward = arrow(id, state.Next === undefined ? START_OR_END : idOf(state.Next));
  const canFail = state.Type === "Task" || state.Type === "Parallel";
  return canFail ? [onward, ...errorArrows(state, id, idOf)] : [onward];
}

function failureLabel(state: FailState): string {
  return "Error" in state ? `fails with ${state.Error}` : "fails with the error caught";
}

function choiceArrows(state: ChoiceState, id: string, idOf: (name: string) => string): string[] {
  const choices = state.Choices.map((choice) => arrow(id, idOf(choice.Next), describeCondition(choice)));
  return [...choices, arrow(id, idOf(state.Default), "else")];
}

function describeCondition(condition: Condition): string {
  if ("And" in condition) return tellingParts(condition.And).map(describeCondition).join(" and ");
  if ("Or" in condition) return condition.Or.map(describeCondition).join(" or ");
  if ("Not" in condition) return `not (${describeCondition(condition.Not)})`;
  const { Variable } = condition;
  if ("IsPresent" in condition) return `${Variable} is there`;
  if ("IsString" in condition) return `${Variable} is a text`;
  if ("NumericGreaterThan" in condition) return `${Variable} is over ${condition.NumericGreaterThan}`;
  if ("NumericGreaterThanEquals" in condition)
    return `${Variable} is at least ${condition.NumericGreaterThanEquals}`;
  if ("NumericGreaterThanEqualsPath" in condition)
    return `${Variable} is at least ${condition.NumericGreaterThanEqualsPath}`;
  if ("StringMatches" in condition) return `${Variable} is like ${condition.StringMatches}`;
  if ("StringEquals" in condition) return `${Variable} is ${condition.StringEquals || "empty"}`;
  if ("BooleanEquals" in condition) return `${Variable} is ${condition.BooleanEquals}`;
  if ("StringEqualsPath" in condition) return `${Variable} is ${condition.StringEqualsPath}`;
  return `${Variable} is ${condition.NumericEqualsPath}`;
}

/** That something is there is not worth saying beside what it is. */
function tellingParts(conditions: readonly Condition[]): readonly Condition[] {
  const telling = conditions.filter((condition) => !("IsPresent" in condition));
  return telling.length === 0 ? conditions : telling;
}

function errorArrows(state: TaskState | ParallelState, id: string, idOf: (name: string) => string): string[] {
  const catchers = state.Catch ?? [];
  const retries = retriersOf(state).flatMap((retrier) => retryArrows(retrier, id, catchers.length === 0));
  const catches = catchers.map(({ ErrorEquals, Next }) =>
    arrow(id, idOf(Next), `Catch ${ErrorEquals.join(", ")}`),
  );
  return [...retries, ...catches];
}

function retriersOf(state: TaskState | ParallelState): readonly Retrier[] {
  return state.Type === "Task" ? (state.Retry ?? []) : [];
}

/** A retrier that never retries leaves the error to the catchers, and without them ends the graph. */
function retryArrows(retrier: Retrier, id: string, failureEnds: boolean): string[] {
  const { ErrorEquals, MaxAttempts, IntervalSeconds } = retrier;
  const errors = ErrorEquals.join(", ");
  if (MaxAttempts === 0) return failureEnds ? [arrow(id, START_OR_END, `fails with ${errors}`)] : [];
  const pause = IntervalSeconds === undefined ? "" : ` after ${IntervalSeconds} s`;
  return [arrow(id, id, `Retry ${errors}${pause}`)];
}

function arrow(from: string, to: string, label?: string): string {
  return label === undefined ? `${from} --> ${to}` : `${from} --> ${to}: ${escapeText(label)}`;
}

function escapeText(text: string): string {
  return text.replace(SPECIAL_CHARACTER, (character) => `#${character.codePointAt(0)};`);
}
