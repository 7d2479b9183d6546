import type { OptionNames } from "@unbounded-streams/option-names";
import { InvalidOptionsError } from "../errors.ts";
import { MAX_STATE_MACHINE_NAME_LENGTH } from "../limits.ts";
import { unknownProblems } from "../options/option-names.ts";
import { maskPlaceholders, writtenLength } from "../options/placeholders.ts";
import type { OptionProblem } from "../options/problem.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import { emitYaml } from "./emit-yaml.ts";
import { type JsonValue, toJsonValue } from "./json.ts";

/** Where the definition stands in a `serverless.yml` with the plugin `serverless-step-functions`. */
export interface ServerlessEntry {
  /** Key below `stepFunctions.stateMachines`: letters, digits, `-` and `_`. */
  readonly id: string;
  /**
   * Name of the state machine: 1 to 80 letters, digits, `-` and `_`, placeholders such as `${sls:stage}` not counted.
   * The plugin makes one up when it is absent.
   */
  readonly name?: string;
  /**
   * Path of an API that starts the machine with a signed `POST`, with `{streamId}` as its last segment, such as
   * `/connections/{streamId}`. No API by default.
   */
  readonly path?: string;
}

/** What {@link toYaml} may be told. */
export interface YamlOptions {
  /** Writes the `stepFunctions` section of a `serverless.yml`; the bare definition by default. */
  readonly serverless?: ServerlessEntry;
}

const OPTIONS: OptionNames<YamlOptions> = { serverless: true };
const SERVERLESS: OptionNames<ServerlessEntry> = { id: true, name: true, path: true };

/**
 * The definition as YAML, with a final line break.
 *
 * @throws InvalidOptionsError (`INVALID_OPTIONS`) when the serverless entry cannot be used, or an option is none
 */
export function toYaml(definition: StateMachineDefinition, options: YamlOptions = {}): string {
  const value = toJsonValue(definition);
  const { serverless } = options;
  const problems = [...unknownProblems(options, OPTIONS), ...checkServerless(serverless)];
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  if (serverless === undefined) return emitYaml(value);
  const { id, name, path } = serverless;
  const machine = {
    ...(path === undefined ? {} : { events: [{ http: startingRequest(path) }] }),
    ...(name === undefined ? {} : { name }),
    definition: value,
  };
  return emitYaml({ stepFunctions: { stateMachines: { [id]: machine } } });
}

/** The plugin's template `lambda_proxy` makes the request into the execution's input, as an API does for a function. */
function startingRequest(path: string): JsonValue {
  return {
    path,
    method: "post",
    authorizer: "aws_iam",
    request: { parameters: { paths: { streamId: true } }, template: "lambda_proxy" },
  };
}

function checkServerless(serverless: ServerlessEntry | undefined): OptionProblem[] {
  if (serverless === undefined) return [];
  const { id, name, path } = serverless;
  const unknown = unknownProblems(serverless, SERVERLESS, "serverless");
  return [...unknown, ...checkId(id), ...checkName(name), ...checkPath(path)];
}

function checkId(value: unknown): OptionProblem[] {
  if (typeof value === "string" && /^[A-Za-z][\w-]*$/.test(value)) return [];
  const allowed = "a letter, then letters, digits, - and _";
  return [{ code: "BAD_NAME", option: "serverless.id", value, allowed }];
}

function checkName(value: unknown): OptionProblem[] {
  const masked = typeof value === "string" ? maskPlaceholders(value) : undefined;
  const isGood =
    masked !== undefined &&
    /^(?:[\w-]|\{\})+$/.test(masked) &&
    writtenLength(masked) <= MAX_STATE_MACHINE_NAME_LENGTH;
  if (value === undefined || isGood) return [];
  const allowed = `1 to ${MAX_STATE_MACHINE_NAME_LENGTH} letters, digits, - and _, and placeholders such as \${sls:stage}`;
  return [{ code: "BAD_NAME", option: "serverless.name", value, allowed }];
}

function checkPath(value: unknown): OptionProblem[] {
  if (value === undefined) return [];
  if (typeof value === "string" && /^(?:\/?[\w.~-]+)*\/?\{streamId\}$/.test(value)) return [];
  const allowed = "segments of letters, digits and . _ ~ -, of which the last is {streamId}";
  return [{ code: "BAD_PATH", option: "serverless.path", value, allowed }];
}
