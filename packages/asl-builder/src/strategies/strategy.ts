import type { OptionProblem, RawOptions } from "../options/problem.ts";
import type { Resolved } from "../options/resolved-options.ts";
import type { StateMachineDefinition } from "../states/asl.ts";

/** One way of relaying a stream from connection to connection. */
export interface Strategy<Options> {
  /** What is wrong with the options that only this strategy knows; the common ones are checked already. */
  checkOptions(raw: RawOptions): OptionProblem[];
  build(options: Resolved<Options>): StateMachineDefinition;
}
