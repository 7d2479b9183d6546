import { parseFunctionArn } from "./function-arn.ts";
import type { Partition } from "./partition.ts";
import type { CommonOptions, RelayOptions } from "./state-machine-options.ts";

/** How the states that invoke the function are called unless `taskName` says otherwise. */
export const DEFAULT_TASK_NAME = "connection-manager";

/** Options that were checked, with the defaults filled in. */
export type Resolved<Options> = Options & {
  readonly taskName: string;
  readonly partition: Partition;
};

/** Options with which the machine of `relay` can be built. */
export interface ResolvedRelayOptions extends Resolved<RelayOptions> {
  readonly maxTurns: number;
  /** How long branch B waits at its start, so that branch A makes the first connection. */
  readonly headStartSeconds: number;
}

/** Fills in the defaults that all strategies share into checked options. */
export function resolveOptions<Options extends CommonOptions>(options: Options): Resolved<Options> {
  return {
    ...options,
    taskName: options.taskName ?? DEFAULT_TASK_NAME,
    partition: options.partition ?? parseFunctionArn(options.functionArn)?.partition ?? "aws",
  };
}
