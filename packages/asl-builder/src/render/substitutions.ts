import { InvalidOptionsError } from "../errors.ts";
import type { OptionProblem } from "../options/problem.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import { type JsonValue, toJsonValue } from "./json.ts";

/** The parameters of tasks that name a resource, and what stands for them in a definition that is filled in later. */
const SUBSTITUTED = {
  FunctionName: "FunctionArn",
  TableName: "StreamsTable",
  StateMachineArn: "CarrierMachineArn",
} as const;

const SUBSTITUTION = new RegExp(`\\$\\{(?:${Object.values(SUBSTITUTED).join("|")})\\}`, "g");

type ParameterName = keyof typeof SUBSTITUTED;

/** Names that stand in a definition as `${Name}` until a deployment tool fills them in. */
export type SubstitutionName = (typeof SUBSTITUTED)[ParameterName];

/** A definition in which names stand for the resources. */
export interface SubstitutableDefinition {
  readonly definition: { [key: string]: JsonValue };
  /** What the definition had in the place of each name that it has now. */
  readonly substitutions: { readonly [Name in SubstitutionName]?: string };
}

/** Puts `${FunctionArn}`, `${StreamsTable}` and `${CarrierMachineArn}` where a definition names its function, its table and the carriers' machine. */
export function withSubstitutions(definition: StateMachineDefinition): SubstitutableDefinition {
  const substitutions: { [Name in SubstitutionName]?: string } = {};
  const replaced = mapMembers(toJsonValue(definition), (key, value) => {
    if (!isParameterName(key) || typeof value !== "string") return value;
    const name = SUBSTITUTED[key];
    substitutions[name] = value;
    return `\${${name}}`;
  });
  return { definition: replaced as { [key: string]: JsonValue }, substitutions };
}

/**
 * A tool that fills in names reads `marks` everywhere: in the definition's other texts, comments and names of states, there may be none.
 *
 * @throws InvalidOptionsError (`INVALID_OPTIONS`) when there is one
 */
export function refuseForeignMarks(definition: StateMachineDefinition, marks: readonly string[]): void {
  const { definition: replaced } = withSubstitutions(definition);
  const text = JSON.stringify(replaced).replaceAll(SUBSTITUTION, "");
  const found = marks.find((mark) => text.includes(mark));
  if (found === undefined) return;
  const isComment = definition.Comment?.includes(found) === true;
  const problem: OptionProblem = isComment
    ? { code: "BAD_COMMENT", option: "comment", value: definition.Comment, allowed: `text without ${found}` }
    : { code: "BAD_NAME", option: "taskName", value: found, allowed: `a name without ${found}` };
  throw new InvalidOptionsError([problem]);
}

function isParameterName(key: string): key is ParameterName {
  return Object.hasOwn(SUBSTITUTED, key);
}

function mapMembers(value: JsonValue, change: (key: string, member: JsonValue) => JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => mapMembers(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, mapMembers(change(key, member), change)]),
  );
}
