import type { State, StateGraph, StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { StateMachine } from "aws-local-stepfunctions";
import { interpretable } from "./interpretable.ts";

/** States by their names, which are unique in a machine, each with the branch that it stands in. */
export type Branches = ReadonlyMap<string, { readonly branch: string; readonly state: State }>;

/** A state machine, ready to be run any number of times. */
export class Machine {
  readonly arn: string;
  readonly branches: Branches;
  readonly interpreter: StateMachine;

  constructor(arn: string, definition: StateMachineDefinition) {
    this.arn = arn;
    this.branches = branchesOf(definition);
    this.interpreter = new StateMachine(interpretable(structuredClone(definition)) as never);
  }

  /** The ARN of its execution of this name. */
  executionArn(name: string): string {
    return `${this.arn.replace(":stateMachine:", ":execution:")}:${name}`;
  }
}

/** Every state by its name, with the branch it stands in: A, B, ... in the order of the `Parallel`; A without one. */
export function branchesOf(graph: StateGraph, branch = "A"): Branches {
  const found = new Map<string, { branch: string; state: State }>();
  for (const [name, state] of Object.entries(graph.States)) {
    found.set(name, { branch, state });
    if (state.Type !== "Parallel") continue;
    for (const [index, inner] of state.Branches.entries()) {
      for (const entry of branchesOf(inner, String.fromCharCode("A".charCodeAt(0) + index)))
        found.set(...entry);
    }
  }
  return found;
}
