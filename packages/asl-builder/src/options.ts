import { InvalidOptionsError } from "./errors.ts";
import { parseFunctionArn } from "./function-arn.ts";
import {
  checkComment,
  checkFunctionArn,
  checkLifetime,
  checkPartition,
  checkTaskName,
} from "./option-checks.ts";
import type { OptionProblem, RawOptions } from "./option-problem.ts";
import { DEFAULT_TASK_NAME } from "./state-names.ts";
import { isStrategyName, STRATEGY_NAMES, strategies } from "./strategies/registry.ts";
import type { Resolved } from "./strategies/strategy.ts";
import type { CommonOptions, StateMachineOptions } from "./types.ts";

/**
 * Takes options of which nothing is known for options that can be built.
 *
 * @throws InvalidOptionsError with everything that is wrong
 */
export function assertOptions(raw: RawOptions): asserts raw is StateMachineOptions {
  const problems = [
    ...checkStrategy(raw),
    ...checkFunctionArn(raw),
    ...checkLifetime(raw),
    ...(isStrategyName(raw.strategy) ? strategies[raw.strategy].checkOptions(raw) : []),
    ...checkTaskName(raw),
    ...checkPartition(raw),
    ...checkComment(raw),
  ];
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

/** Fills in the defaults of checked options. */
export function resolveOptions<Options extends CommonOptions>(options: Options): Resolved<Options> {
  return {
    ...options,
    taskName: options.taskName ?? DEFAULT_TASK_NAME,
    partition: options.partition ?? parseFunctionArn(options.functionArn)?.partition ?? "aws",
  };
}

function checkStrategy({ strategy: value }: RawOptions): OptionProblem[] {
  if (isStrategyName(value)) return [];
  const code = value === undefined ? "MISSING" : "UNKNOWN_STRATEGY";
  return [{ code, option: "strategy", value, allowed: STRATEGY_NAMES.join(", ") }];
}
