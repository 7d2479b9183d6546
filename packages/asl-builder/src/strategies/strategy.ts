import type { OptionProblem, RawOptions } from "../options/problem.ts";
import type { Resolved } from "../options/resolved-options.ts";
import type { StateMachineDefinition } from "../states/asl.ts";

/** One way of relaying streams from connection to connection, or of getting them under way. */
export interface Strategy<Options> {
  /** Whether the options say which function that is, and how long it lives. */
  readonly invokesFunction: boolean;
  /** What is wrong with the options that only this strategy knows; the common ones are checked already. */
  checkOptions(raw: RawOptions): OptionProblem[];
  build(options: Resolved<Options>): StateMachineDefinition;
}
