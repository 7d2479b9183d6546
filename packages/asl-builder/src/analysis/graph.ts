import type { State, StateGraph, StateMachineDefinition } from "../states/asl.ts";

/** A graph of states and where in the definition it stands. */
export interface Scope {
  /** `$` for the machine itself, `$.States["Parallel"].Branches[0]` for a branch. */
  readonly path: string;
  readonly graph: StateGraph;
}

/** One way out of a state to another state of its graph. */
export interface Edge {
  /** The field that holds the target: `Next`, `Default`, `Catch[0].Next`, `Choices[1].Next`. */
  readonly field: string;
  readonly target: string;
}

/** The machine's own graph first, then those of all branches, the outer before the inner. */
export function scopesOf(definition: StateMachineDefinition): Scope[] {
  const scopes: Scope[] = [{ path: "$", graph: definition }];
  for (const scope of scopes) {
    for (const [name, state] of Object.entries(scope.graph.States))
      scopes.push(...branchesOf(scope, name, state));
  }
  return scopes;
}

/** The branches of a `Parallel`; none of any other state. */
export function branchesOf(scope: Scope, name: string, state: State): Scope[] {
  if (state.Type !== "Parallel") return [];
  return state.Branches.map((graph, index) => ({
    path: `${scope.path}.States[${JSON.stringify(name)}].Branches[${index}]`,
    graph,
  }));
}

/** Every transition that a state can take within its graph. */
export function edgesOf(state: State): Edge[] {
  const edges: Edge[] = [];
  if ("Next" in state && state.Next !== undefined) edges.push({ field: "Next", target: state.Next });
  if ("Catch" in state) {
    for (const [index, { Next }] of (state.Catch ?? []).entries()) {
      edges.push({ field: `Catch[${index}].Next`, target: Next });
    }
  }
  if (state.Type === "Choice") {
    for (const [index, { Next }] of state.Choices.entries()) {
      edges.push({ field: `Choices[${index}].Next`, target: Next });
    }
    edges.push({ field: "Default", target: state.Default });
  }
  return edges;
}

/** Whether the graph is over after this state. */
export function isTerminal(state: State): boolean {
  return state.Type === "Succeed" || state.Type === "Fail" || ("End" in state && state.End === true);
}

/** The state of that name, or undefined; a name such as `constructor` finds nothing that is not there. */
export function stateOf(graph: StateGraph, name: string): State | undefined {
  return Object.hasOwn(graph.States, name) ? graph.States[name] : undefined;
}

/** Names of the states that can come after `name`, at once or later; `name` itself only when it is in a loop. */
export function statesAfter(graph: StateGraph, name: string): Set<string> {
  const found = new Set<string>();
  const pending = [name];
  for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
    const state = stateOf(graph, from);
    for (const { target } of state === undefined ? [] : edgesOf(state)) {
      if (stateOf(graph, target) === undefined || found.has(target)) continue;
      found.add(target);
      pending.push(target);
    }
  }
  return found;
}
