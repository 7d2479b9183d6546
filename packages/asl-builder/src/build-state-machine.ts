import { validateDefinition } from "./analysis/validate-definition.ts";
import { assertOptions } from "./assert-options.ts";
import { InvalidDefinitionError } from "./errors.ts";
import { resolveOptions } from "./options/resolved-options.ts";
import type {
  OptionsByStrategy,
  StateMachineOptions,
  StrategyName,
} from "./options/state-machine-options.ts";
import type { StateMachineDefinition } from "./states/asl.ts";
import { strategies } from "./strategies/registry.ts";

/**
 * Builds the state machine that relays a stream from one connection to the next.
 *
 * @returns plain data, new at each call
 * @throws InvalidOptionsError (`INVALID_OPTIONS`) naming every option that is wrong and what is allowed
 */
export function buildStateMachine(options: StateMachineOptions): StateMachineDefinition {
  assertOptions(options);
  const definition = buildWith(options.strategy, options);
  const { findings } = validateDefinition(definition);
  if (findings.length > 0) throw new InvalidDefinitionError(findings);
  return definition;
}

function buildWith<Name extends StrategyName>(
  name: Name,
  options: OptionsByStrategy[Name],
): StateMachineDefinition {
  return strategies[name].build(resolveOptions(options));
}
