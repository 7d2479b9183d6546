import { asRecord } from "../json.ts";
import type { SourceDefinition } from "./source-definition.ts";
import { FIELD_KINDS, type FieldKind, SOURCE_FIELDS } from "./source-fields.ts";

/** Values of these kinds are not shown: somebody may have put a secret there. */
const NOT_SHOWN: readonly FieldKind[] = [
  "headers",
  "query",
  "json",
  "object",
  "objects",
  "texts-or-objects",
  "tls",
];

const MOST_SHOWN_CHARS = 80;

/**
 * What keeps a value from being a {@link SourceDefinition}, one sentence each: fields that are unknown, missing or of another
 * kind. Empty when it is one; what its values mean is the handler's to check.
 *
 * @param path what the definition is called, such as `source`
 */
export function definitionProblems(value: unknown, path = "source"): string[] {
  const given = asRecord(value);
  if (given === undefined) return [`${path} must be an object`];
  const problems = Object.entries(given).flatMap(([name, entry]) => fieldProblems(name, entry, path));
  if (given.baseUrl === undefined && given.url === undefined) {
    problems.unshift(`${path}.baseUrl is missing: it must be given, or ${path}.url`);
  }
  return problems;
}

function fieldProblems(name: string, value: unknown, path: string): string[] {
  const kind = Object.hasOwn(SOURCE_FIELDS, name) ? SOURCE_FIELDS[name as keyof SourceDefinition] : undefined;
  if (kind === undefined) {
    return [`${path}.${name} is unknown: ${path} has ${Object.keys(SOURCE_FIELDS).join(", ")}`];
  }
  const problem = fieldProblem(kind, value, `${path}.${name}`);
  return problem === undefined ? [] : [problem];
}

/**
 * What keeps a value from being of a kind; undefined when nothing does.
 *
 * @param path what the field is called
 */
export function fieldProblem(kind: FieldKind, value: unknown, path: string): string | undefined {
  const { words, isGood } = FIELD_KINDS[kind];
  if (isGood(value)) return undefined;
  return NOT_SHOWN.includes(kind)
    ? `${path} must be ${words}`
    : `${path} is ${shown(value)}: it must be ${words}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MOST_SHOWN_CHARS ? text : `${text.slice(0, MOST_SHOWN_CHARS)}...`;
}
