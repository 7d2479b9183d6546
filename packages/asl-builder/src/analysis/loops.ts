import type { StateGraph } from "../states/asl.ts";
import { edgesOf, stateOf, statesAfter } from "./graph.ts";

/** Steps after which the search for the costliest way round a loop is given up: loops as they are built here need a few dozen. */
const MAX_SEARCH_STEPS = 20_000;

/** Groups of states that can each reach the others (strongly connected); a state in no loop is a group of its own. */
export function knotsOf(graph: StateGraph): string[][] {
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

/** The knots whose states can be entered again and again. */
export function loopingKnotsOf(graph: StateGraph): string[][] {
  return knotsOf(graph).filter((knot) => knot.some((name) => statesAfter(graph, name).has(name)));
}

/** Names of the states to which transitions of a state lead. */
export function targetsOf(graph: StateGraph, name: string): string[] {
  const state = stateOf(graph, name);
  return state === undefined ? [] : edgesOf(state).map(({ target }) => target);
}

/**
 * The cost of the costliest way round a knot on which no state is entered twice. Where the ways are too many to be looked
 * at, the cost of all states of the knot, which no way exceeds.
 */
export function costliestTurn(
  graph: StateGraph,
  knot: readonly string[],
  costOf: (name: string) => number,
): number {
  let steps = 0;
  let costliest = 0;
  const passed = new Set<string>();
  const walk = (first: string, name: string, costSoFar: number, allowed: readonly string[]): void => {
    steps += 1;
    if (steps > MAX_SEARCH_STEPS) return;
    const cost = costSoFar + costOf(name);
    passed.add(name);
    for (const target of new Set(targetsOf(graph, name))) {
      if (target === first) costliest = Math.max(costliest, cost);
      else if (allowed.includes(target) && !passed.has(target)) walk(first, target, cost, allowed);
    }
    passed.delete(name);
  };
  for (const [index, first] of knot.entries()) walk(first, first, 0, knot.slice(index));
  return steps > MAX_SEARCH_STEPS ? knot.reduce((total, name) => total + costOf(name), 0) : costliest;
}
