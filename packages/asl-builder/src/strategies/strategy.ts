import type { StateMachineDefinition } from "../asl.ts";
import type { OptionProblem, RawOptions } from "../option-problem.ts";
import type { Partition } from "../types.ts";

/** Options that were checked, with the defaults filled in. */
export type Resolved<Options> = Options & {
  readonly taskName: string;
  readonly partition: Partition;
};

/** One way of relaying a stream from connection to connection. */
export interface Strategy<Options> {
  /** What is wrong with the options that only this strategy knows; the common ones are checked already. */
  checkOptions(raw: RawOptions): OptionProblem[];
  build(options: Resolved<Options>): StateMachineDefinition;
}
