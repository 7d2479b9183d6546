import { MAX_STATE_NAME_LENGTH } from "../limits.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import type { Finding } from "./findings.ts";
import { edgesOf, isTerminal, type Scope, scopesOf, stateOf, statesAfter } from "./graph.ts";
import { findLoops, type HistoryCosts, historyCosts, type Loop } from "./history.ts";
import { findPayloadGrowth } from "./payload-growth.ts";

/** What `validateDefinition` has found, and what the machine costs of the 25,000 history events of an execution. */
export interface ValidationReport extends HistoryCosts {
  /** Empty when the definition is sound. */
  readonly findings: readonly Finding[];
  readonly loops: readonly Loop[];
}

/** What {@link validateDefinition} may be told. */
export interface ValidationOptions {
  /** `true` when the machine is meant to loop until it is stopped from outside; `false` by default. */
  readonly allowEndlessLoops?: boolean;
}

/** Looks for what is wrong with a definition, and counts what its loops cost. Never throws. */
export function validateDefinition(
  definition: StateMachineDefinition,
  options: ValidationOptions = {},
): ValidationReport {
  const scopes = scopesOf(definition);
  const findings = [
    ...scopes.flatMap(findBadNames),
    ...findDuplicateNames(scopes),
    ...scopes.flatMap(findMissingTargets),
    ...scopes.flatMap(findUnreachable),
    ...(options.allowEndlessLoops === true ? [] : scopes.flatMap(findEndlessLoops)),
    ...scopes.flatMap(findGrowth),
  ];
  return { findings, loops: findLoops(definition), ...historyCosts(definition) };
}

function findBadNames({ path, graph }: Scope): Finding[] {
  return Object.keys(graph.States)
    .filter((state) => state.length === 0 || state.length > MAX_STATE_NAME_LENGTH)
    .map((state) => ({
      code: "STATE_NAME_LENGTH",
      scope: path,
      state,
      message: `the name of state ${quote(state)} has ${state.length} characters, allowed are 1 to ${MAX_STATE_NAME_LENGTH}`,
    }));
}

function findDuplicateNames(scopes: readonly Scope[]): Finding[] {
  const owners = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { path, graph } of scopes) {
    for (const state of Object.keys(graph.States)) {
      const firstScope = owners.get(state);
      if (firstScope === undefined) owners.set(state, path);
      else {
        const message = `${path} and ${firstScope} both have a state ${quote(state)}: a name is unique in the whole machine`;
        findings.push({ code: "STATE_NAME_DUPLICATE", scope: path, state, firstScope, message });
      }
    }
  }
  return findings;
}

function findMissingTargets({ path, graph }: Scope): Finding[] {
  const start = { state: undefined, field: "StartAt", target: graph.StartAt };
  const transitions = Object.entries(graph.States).flatMap(([state, content]) =>
    edgesOf(content).map((edge) => ({ state, ...edge })),
  );
  return [start, ...transitions]
    .filter(({ target }) => stateOf(graph, target) === undefined)
    .map(({ state, field, target }) => {
      const from = state === undefined ? path : `state ${quote(state)}`;
      const message = `${field} of ${from} is ${quote(target)}, which is not a state of ${path}`;
      return { code: "TARGET_MISSING", scope: path, state, field, target, message };
    });
}

function findUnreachable({ path, graph }: Scope): Finding[] {
  const reachable = statesAfter(graph, graph.StartAt).add(graph.StartAt);
  const states = Object.keys(graph.States).filter((name) => !reachable.has(name));
  if (states.length === 0) return [];
  const message = `nothing leads to ${states.map(quote).join(", ")} from StartAt of ${path}`;
  return [{ code: "STATE_UNREACHABLE", scope: path, states, message }];
}

function findEndlessLoops({ path, graph }: Scope): Finding[] {
  const ends = (name: string): boolean => {
    const state = stateOf(graph, name);
    return state !== undefined && isTerminal(state);
  };
  const states = Object.keys(graph.States).filter(
    (name) => !ends(name) && ![...statesAfter(graph, name)].some(ends),
  );
  if (states.length === 0) return [];
  const message = `no end of ${path} can be reached from ${states.map(quote).join(", ")}`;
  return [{ code: "ENDLESS_LOOP", scope: path, states, message }];
}

function findGrowth(scope: Scope): Finding[] {
  return findPayloadGrowth(scope).map(({ states, paths }) => {
    const message = `${paths.join(", ")} may grow with every turn of ${scope.path}: ${states.map(quote).join(", ")} make it of itself`;
    return { code: "PAYLOAD_GROWTH", scope: scope.path, states, paths, message };
  });
}

function quote(name: string): string {
  return JSON.stringify(name);
}
