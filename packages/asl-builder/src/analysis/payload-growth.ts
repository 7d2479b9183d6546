import { type Flow, flowsOf } from "./flows.ts";
import { type Scope, stateOf } from "./graph.ts";
import { contains, overlap, pathTo } from "./locations.ts";
import { loopingKnotsOf } from "./loops.ts";

/** Data of a loop that is made of itself. */
export interface Growth {
  /** The states that make it, in the order of the definition. */
  readonly states: readonly string[];
  /** Where it is written. */
  readonly paths: readonly string[];
}

/**
 * Finds data that can grow from turn to turn of a loop, until it does not fit into a state's payload (256 KB).
 *
 * What a loop carries can only grow when something is made of itself. Hence the rule: in each loop, every `Pass` and
 * `Parallel` is taken as flows from the places that it reads to the place that it writes. Flows that feed each other in a
 * circle are a finding when one of them puts the value into something larger (a text by `States.Format`, an array, a
 * merge, the output of a `Parallel`), or writes it inside a place that the next one reads as a whole. A circle of plain
 * copies, `"input.$": "$.input"`, is none, nor is a counter: numbers, hashes and lengths do not grow.
 *
 * The rule errs on the safe side: it does not see that something that has been put in is taken out again, or that
 * the result is overwritten in between. It takes for granted that the answer of a service does not contain what it was asked.
 */
export function findPayloadGrowth(scope: Scope): Growth[] {
  return loopingKnotsOf(scope.graph).flatMap((knot) => {
    const flows = knot.flatMap((name) => {
      const state = stateOf(scope.graph, name);
      return state === undefined ? [] : flowsOf(name, state);
    });
    const growing = flows.filter((flow) => flows.some((other) => isGrowing(flow, other, flows)));
    if (growing.length === 0) return [];
    return [
      {
        states: [...new Set(growing.map(({ state }) => state))],
        paths: [...new Set(growing.map(({ to }) => pathTo(to)))],
      },
    ];
  });
}

/** Whether `next` reads what `flow` writes, makes it larger or is part of making it so, and comes back to `flow`. */
function isGrowing(flow: Flow, next: Flow, flows: readonly Flow[]): boolean {
  if (!overlap(flow.to, next.from) || !reaches(next, flow, flows)) return false;
  const isWrapped = flow.to.length > next.from.length && contains(next.from, flow.to);
  return isWrapped || flow.isEnlarging || next.isEnlarging;
}

/** Whether what `start` writes comes, by whatever flows, into what `goal` reads; a flow reaches itself. */
function reaches(start: Flow, goal: Flow, flows: readonly Flow[]): boolean {
  const seen = new Set<Flow>([start]);
  for (const flow of seen) {
    if (flow === goal) return true;
    for (const next of flows) if (overlap(flow.to, next.from)) seen.add(next);
  }
  return false;
}
