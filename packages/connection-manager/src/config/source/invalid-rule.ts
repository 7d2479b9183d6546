import type { InvalidRule } from "../../events/event-intake.ts";
import { type Environment, oneOf } from "../variables/environment.ts";

const INVALID_RULES = ["dead-letter", "fail"] as const satisfies readonly InvalidRule[];

/** What becomes of what cannot be stored. */
export function invalidRuleOf(environment: Environment, problems: string[]): InvalidRule | undefined {
  return oneOf(environment, "ON_INVALID", INVALID_RULES, problems);
}
