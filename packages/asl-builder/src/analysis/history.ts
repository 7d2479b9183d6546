import { MAX_HISTORY_EVENTS } from "../limits.ts";
import type { State, StateMachineDefinition } from "../states/asl.ts";
import { branchesOf, type Scope, scopesOf, stateOf } from "./graph.ts";
import { costliestTurn, knotsOf, loopingKnotsOf, targetsOf } from "./loops.ts";

/** States that can follow each other for ever, and what that costs. */
export interface Loop {
  /** Where the states stand: `$` or `$.States["Parallel"].Branches[0]`. */
  readonly scope: string;
  readonly states: readonly string[];
  /** History events that one turn adds at most, no state entered twice, when no call has to be retried. */
  readonly historyEvents: number;
  /** The same when every call is retried as often as its `Retry` allows. */
  readonly historyEventsAtWorst: number;
}

/** What an execution costs. */
export interface HistoryCosts {
  /**
   * History events that one turn of the machine adds at most when no call has to be retried: one turn of the costliest
   * loop, or, where loops run side by side in branches, one turn of each of them. 0 when nothing repeats.
   */
  readonly historyEventsPerTurn: number;
  /** The same when every call is retried as often as its `Retry` allows. */
  readonly historyEventsPerTurnAtWorst: number;
  /**
   * What an execution adds at most beside whole turns, at worst: its start, the way to its loops, through them and to an
   * end. An execution of n turns has no more events than this and n times {@link historyEventsPerTurnAtWorst}.
   */
  readonly historyEventsBesideTurns: number;
}

/** Whether calls succeed at once, or only when no attempt is left. */
type Case = "usual" | "worst";

/** Scheduled, started, failed: what each retry of a task adds; the state is not entered again. */
const EVENTS_PER_RETRY = 3;

/** An execution's start and end. */
const EVENTS_PER_EXECUTION = 2;

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

/** Every loop of the machine: by transitions, and by a `Retry` that repeats a task where it stands, as good as for ever. */
export function findLoops(definition: StateMachineDefinition): Loop[] {
  return scopesOf(definition).flatMap(loopsOf);
}

export function historyCosts(definition: StateMachineDefinition): HistoryCosts {
  const machine: Scope = { path: "$", graph: definition };
  return {
    historyEventsPerTurn: eventsPerTurn(machine, "usual"),
    historyEventsPerTurnAtWorst: eventsPerTurn(machine, "worst"),
    historyEventsBesideTurns: EVENTS_PER_EXECUTION + eventsOfPassage(machine, "worst"),
  };
}

function eventsPerTurn(scope: Scope, when: Case): number {
  const own = loopsOf(scope).map((loop) =>
    when === "worst" ? loop.historyEventsAtWorst : loop.historyEvents,
  );
  const inBranches = Object.entries(scope.graph.States).map(([name, state]) =>
    sum(branchesOf(scope, name, state).map((branch) => eventsPerTurn(branch, when))),
  );
  return Math.max(0, ...own, ...inBranches);
}

function loopsOf(scope: Scope): Loop[] {
  const { path, graph } = scope;
  const cycles = loopingKnotsOf(graph).map((states) => ({
    scope: path,
    states,
    historyEvents: costliestTurn(graph, states, (name) => eventsOfVisit(scope, name, "usual")),
    historyEventsAtWorst: costliestTurn(graph, states, (name) => eventsOfVisit(scope, name, "worst")),
  }));
  const retries = Object.entries(graph.States)
    .filter(([, state]) => attemptsOf(state).some(isEndless))
    .map(([name]) => ({
      scope: path,
      states: [name],
      historyEvents: EVENTS_PER_RETRY,
      historyEventsAtWorst: EVENTS_PER_RETRY,
    }));
  return [...cycles, ...retries];
}

function eventsOfVisit(scope: Scope, name: string, when: Case): number {
  const state = stateOf(scope.graph, name);
  if (state === undefined) return 0;
  const inBranches = branchesOf(scope, name, state).map((branch) => eventsOfPassage(branch, when));
  const ofRetries = when === "worst" ? EVENTS_PER_RETRY * retriesAtMost(state) : 0;
  return EVENTS_PER_VISIT[state.Type] + ofRetries + sum(inBranches);
}

/** Events from the start of a graph to its end by the costliest way, each knot passed once. */
function eventsOfPassage(scope: Scope, when: Case): number {
  const knots = knotsOf(scope.graph);
  const costs = new Map<readonly string[], number>();
  const costFrom = (name: string): number => {
    const knot = knots.find((states) => states.includes(name));
    if (knot === undefined) return 0;
    const known = costs.get(knot);
    if (known !== undefined) return known;
    const exits = knot.flatMap((member) => targetsOf(scope.graph, member)).filter((to) => !knot.includes(to));
    const ownCost = sum(knot.map((member) => eventsOfVisit(scope, member, when)));
    const cost = ownCost + Math.max(0, ...exits.map(costFrom));
    costs.set(knot, cost);
    return cost;
  };
  return costFrom(scope.graph.StartAt);
}

/** Attempts that each retrier allows. */
function attemptsOf(state: State): number[] {
  return state.Type === "Task" ? (state.Retry ?? []).map(({ MaxAttempts }) => MaxAttempts) : [];
}

/** Retries that fill the history by themselves are a loop of their own, and not part of a turn. */
function isEndless(attempts: number): boolean {
  return attempts * EVENTS_PER_RETRY >= MAX_HISTORY_EVENTS;
}

function retriesAtMost(state: State): number {
  return sum(attemptsOf(state).filter((attempts) => !isEndless(attempts)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
