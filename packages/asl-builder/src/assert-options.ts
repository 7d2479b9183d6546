import { InvalidOptionsError } from "./errors.ts";
import {
  checkComment,
  checkFunctionArn,
  checkLifetime,
  checkPartition,
  checkTaskName,
} from "./options/checks.ts";
import { checkNames } from "./options/option-names.ts";
import type { OptionProblem, RawOptions } from "./options/problem.ts";
import type { StateMachineOptions } from "./options/state-machine-options.ts";
import { isStrategyName, STRATEGY_NAMES, strategies } from "./strategies/registry.ts";

/**
 * Takes options of which nothing is known for options that can be built.
 *
 * @throws InvalidOptionsError with everything that is wrong
 */
export function assertOptions(raw: RawOptions): asserts raw is StateMachineOptions {
  const strategy = isStrategyName(raw.strategy) ? strategies[raw.strategy] : undefined;
  const invokesFunction = strategy?.invokesFunction !== false;
  const problems = [
    ...checkNames(raw),
    ...checkStrategy(raw),
    ...(invokesFunction ? [...checkFunctionArn(raw), ...checkLifetime(raw)] : []),
    ...(strategy?.checkOptions(raw) ?? []),
    ...(invokesFunction ? checkTaskName(raw) : []),
    ...checkPartition(raw),
    ...checkComment(raw),
  ];
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

function checkStrategy({ strategy: value }: RawOptions): OptionProblem[] {
  if (isStrategyName(value)) return [];
  const code = value === undefined ? "MISSING" : "UNKNOWN_STRATEGY";
  return [{ code, option: "strategy", value, allowed: STRATEGY_NAMES.join(", ") }];
}
