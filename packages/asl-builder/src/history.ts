import type { State, StateGraph, StateMachineDefinition } from "./asl.ts";
import { branchesOf, edgesOf, type Scope, scopesOf, stateOf, statesAfter } from "./graph.ts";

/** States that can follow each other for ever, and what that costs. */
export interface Loop {
  /** Where the states stand: `$` or `$.States["Parallel"].Branches[0]`. */
  readonly scope: string;
  readonly states: readonly string[];
  /** History events that one turn adds at most, each state of the loop entered once. */
  readonly historyEvents: number;
}

/** Scheduled, started, failed: what each retry of a task adds; the state is not entered again. */
const EVENTS_PER_RETRY = 3;

/** Events of entering and leaving a state, and of what it does in between. */
const EVENTS_PER_VISIT: { readonly [Type in State["Type"]]: number } = {
  Task: 5,
  Parallel: 4,
  Wait: 2,
  Pass: 2,
  Choice: 2,
  Succeed: 2,
  Fail: 1,
};

/** Every loop of the machine: by transitions, and by a `Retry` that repeats a task where it stands. */
export function findLoops(definition: StateMachineDefinition): Loop[] {
  return scopesOf(definition).flatMap(loopsOf);
}

/**
 * History events that one turn of the machine adds at most: one turn of the costliest loop, or, where loops run side
 * by side in branches, one turn of each of them. 0 when nothing repeats.
 */
export function historyEventsPerTurn(definition: StateMachineDefinition): number {
  return eventsPerTurn({ path: "$", graph: definition });
}

function eventsPerTurn(scope: Scope): number {
  const own = loopsOf(scope).map((loop) => loop.historyEvents);
  const inBranches = Object.entries(scope.graph.States).map(([name, state]) =>
    sum(branchesOf(scope, name, state).map(eventsPerTurn)),
  );
  return Math.max(0, ...own, ...inBranches);
}

function loopsOf(scope: Scope): Loop[] {
  const { path, graph } = scope;
  const cycles = knotsOf(graph)
    .filter((states) => states.some((name) => statesAfter(graph, name).has(name)))
    .map((states) => ({ scope: path, states, historyEvents: eventsOfKnot(scope, states) }));
  const retries = Object.entries(graph.States)
    .filter(([, state]) => isRetried(state))
    .map(([name]) => ({ scope: path, states: [name], historyEvents: EVENTS_PER_RETRY }));
  return [...cycles, ...retries];
}

/** Groups of states that can each reach the others (strongly connected); a state in no loop is a group of its own. */
function knotsOf(graph: StateGraph): string[][] {
  const names = Object.keys(graph.States);
  const after = new Map(names.map((name) => [name, statesAfter(graph, name)]));
  const knots: string[][] = [];
  const placed = new Set<string>();
  for (const name of names) {
    if (placed.has(name)) continue;
    const knot = names.filter(
      (other) => other === name || (after.get(name)?.has(other) && after.get(other)?.has(name)),
    );
    for (const member of knot) placed.add(member);
    knots.push(knot);
  }
  return knots;
}

function eventsOfKnot(scope: Scope, states: readonly string[]): number {
  return sum(states.map((name) => eventsOfVisit(scope, name)));
}

function eventsOfVisit(scope: Scope, name: string): number {
  const state = stateOf(scope.graph, name);
  if (state === undefined) return 0;
  return EVENTS_PER_VISIT[state.Type] + sum(branchesOf(scope, name, state).map(eventsOfPassage));
}

/** Events from the start of a graph to its end by the costliest way, each knot passed once. */
function eventsOfPassage(scope: Scope): number {
  const knots = knotsOf(scope.graph);
  const costs = new Map<readonly string[], number>();
  const costFrom = (name: string): number => {
    const knot = knots.find((states) => states.includes(name));
    if (knot === undefined) return 0;
    const known = costs.get(knot);
    if (known !== undefined) return known;
    const exits = knot.flatMap((member) => targetsOf(scope.graph, member)).filter((to) => !knot.includes(to));
    const cost = eventsOfKnot(scope, knot) + Math.max(0, ...exits.map(costFrom));
    costs.set(knot, cost);
    return cost;
  };
  return costFrom(scope.graph.StartAt);
}

function targetsOf(graph: StateGraph, name: string): string[] {
  const state = stateOf(graph, name);
  return state === undefined ? [] : edgesOf(state).map(({ target }) => target);
}

function isRetried(state: State): boolean {
  return state.Type === "Task" && (state.Retry ?? []).some((retrier) => retrier.MaxAttempts > 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
