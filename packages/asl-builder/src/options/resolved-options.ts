import { parseFunctionArn } from "./function-arn.ts";
import type { Partition } from "./partition.ts";
import { parseStateMachineArn } from "./state-machine-arn.ts";
import type { HandoverOptions, MachineOptions } from "./state-machine-options.ts";

/** How the states that invoke the function are called unless `taskName` says otherwise. */
export const DEFAULT_TASK_NAME = "connection-manager";

/** Options that were checked, with the defaults filled in. */
export type Resolved<Options> = Options & {
  readonly taskName: string;
  readonly partition: Partition;
};

/** Options with which a machine of two branches can be built. */
export interface ResolvedHandoverOptions extends Resolved<HandoverOptions> {
  readonly maxTurns: number;
  /** How long branch B waits at its start, so that branch A makes the first connection. */
  readonly headStartSeconds: number;
}

/** What may say in which partition a machine is. */
interface Located extends MachineOptions {
  readonly functionArn?: string;
  readonly carrierMachineArn?: string;
  readonly taskName?: string;
}

/** Fills in the defaults that all strategies share into checked options. */
export function resolveOptions<Options extends Located>(options: Options): Resolved<Options> {
  return {
    ...options,
    taskName: options.taskName ?? DEFAULT_TASK_NAME,
    partition: options.partition ?? partitionInArn(options) ?? "aws",
  };
}

/** The partition that the ARN in the options names; undefined when a placeholder stands for it. */
export function partitionInArn({ functionArn, carrierMachineArn }: Located): Partition | undefined {
  if (functionArn !== undefined) return parseFunctionArn(functionArn)?.partition;
  return carrierMachineArn === undefined ? undefined : parseStateMachineArn(carrierMachineArn)?.partition;
}
