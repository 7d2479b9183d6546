import type { StateMachineDefinition } from "../states/asl.ts";
import { writeJson } from "./json.ts";
import { refuseForeignMarks, withSubstitutions } from "./substitutions.ts";

/** What Terraform's templates read as the beginning of something (https://developer.hashicorp.com/terraform/language/expressions/strings). */
const MARKS = ["${", "%{"];

/**
 * The definition as a file for Terraform's `templatefile`, with a final line break: JSON in which, as far as
 * the strategy has them, `${FunctionArn}`, `${StreamsTable}` and `${CarrierMachineArn}` are to be filled in. Whatever the definition
 * named in their places is left out.
 *
 * @throws InvalidOptionsError (`INVALID_OPTIONS`) when the comment or the task name has something that Terraform would fill in, too
 */
export function toTerraform(definition: StateMachineDefinition): string {
  refuseForeignMarks(definition, MARKS);
  return writeJson(withSubstitutions(definition).definition);
}
