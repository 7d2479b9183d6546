import type { StateMachineDefinition } from "../asl.ts";
import { InvalidOptionsError } from "../errors.ts";
import { MAX_STATE_MACHINE_NAME_LENGTH } from "../limits.ts";
import type { OptionProblem } from "../option-problem.ts";
import { maskPlaceholders } from "../placeholders.ts";
import { toJsonValue } from "./json.ts";
import { emitYaml } from "./yaml-emitter.ts";

/** Where the definition stands in a `serverless.yml` with the plugin `serverless-step-functions`. */
export interface ServerlessEntry {
  /** Key below `stepFunctions.stateMachines`: letters, digits, `-` and `_`. */
  readonly id: string;
  /**
   * Name of the state machine: 1 to 80 letters, digits, `-` and `_`, placeholders such as `${sls:stage}` not counted.
   * The plugin makes one up when it is absent.
   */
  readonly name?: string;
}

export interface YamlOptions {
  /** Writes the `stepFunctions` section of a `serverless.yml`; the bare definition by default. */
  readonly serverless?: ServerlessEntry;
}

/**
 * The definition as YAML, with a final line break.
 *
 * @throws InvalidOptionsError (`INVALID_OPTIONS`) when the id or the name of the serverless entry cannot be used
 */
export function toYaml(definition: StateMachineDefinition, options: YamlOptions = {}): string {
  const value = toJsonValue(definition);
  const { serverless } = options;
  if (serverless === undefined) return emitYaml(value);
  const { id, name } = serverless;
  const problems = [...checkId(id), ...checkName(name)];
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  const machine = name === undefined ? { definition: value } : { name, definition: value };
  return emitYaml({ stepFunctions: { stateMachines: { [id]: machine } } });
}

function checkId(value: unknown): OptionProblem[] {
  if (typeof value === "string" && /^[A-Za-z][\w-]*$/.test(value)) return [];
  const allowed = "a letter, then letters, digits, - and _";
  return [{ code: "BAD_NAME", option: "serverless.id", value, allowed }];
}

function checkName(value: unknown): OptionProblem[] {
  const masked = typeof value === "string" ? maskPlaceholders(value) : undefined;
  const written = masked?.replaceAll("{}", "").length ?? 0;
  const isGood = masked !== undefined && /^(?:[\w-]|\{\})+$/.test(masked);
  if (value === undefined || (isGood && written <= MAX_STATE_MACHINE_NAME_LENGTH)) return [];
  const allowed = `1 to ${MAX_STATE_MACHINE_NAME_LENGTH} letters, digits, - and _, and placeholders such as \${sls:stage}`;
  return [{ code: "BAD_NAME", option: "serverless.name", value, allowed }];
}
