import { type FieldKind, fieldProblem } from "@unbounded-streams/connection-manager/source-definition";
import type { ConfigProblem } from "./errors.ts";

/** What was found in a value: it, less what is wrong in it, and what is wrong. */
export interface Finding {
  readonly value?: unknown;
  readonly problems: readonly ConfigProblem[];
}

/** Looks at the value of a field. */
export type Field = (value: unknown, path: string) => Finding;

/** The fields of an object: `required` ones must be there, and one of `oneOf`. */
export interface ObjectFields {
  readonly fields: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly [first: string, ...others: string[]];
}

const MOST_SHOWN_CHARS = 80;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= MOST_SHOWN_CHARS ? text : `${text.slice(0, MOST_SHOWN_CHARS)}...`;
}

function field(kind: string, isGood: (value: unknown) => boolean): Field {
  return (value, path) => {
    if (isGood(value)) return { value, problems: [] };
    return { problems: [{ code: "TYPE_WRONG", message: `${path} is ${shown(value)}: it must be ${kind}` }] };
  };
}

export const text = field("a text that is not empty", (value) => typeof value === "string" && value !== "");

export const yesOrNo = field("true or false", (value) => typeof value === "boolean");

/** Ranges are the construct's to check; a number below zero is never in one. */
export const amount = field(
  "a number, 0 or more",
  (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
);

export const textOrTexts = field(
  "a text or an array of texts",
  (value) =>
    typeof value === "string" || (Array.isArray(value) && value.every((entry) => typeof entry === "string")),
);

export function choice(...allowed: readonly (string | number)[]): Field {
  return field(`one of ${allowed.join(", ")}`, (value) => allowed.some((known) => known === value));
}

export function pattern(rule: RegExp, kind: string): Field {
  return field(kind, (value) => typeof value === "string" && rule.test(value));
}

export function orFalse(other: Field): Field {
  return (value, path) => (value === false ? { value, problems: [] } : other(value, path));
}

export const anyObject = field("an object", isObject);

/** A value of a kind that a source's definition knows. */
export function ofKind(kind: FieldKind): Field {
  return (value, path) => {
    const message = fieldProblem(kind, value, path);
    return message === undefined ? { value, problems: [] } : { problems: [{ code: "TYPE_WRONG", message }] };
  };
}

/** An object whose entries, by any name, are alike. */
export function entries(entry: Field): Field {
  return (value, path) => {
    if (!isObject(value)) return anyObject(value, path);
    const findings = Object.entries(value).map(
      ([name, given]) => [name, entry(given, `${path}.${name}`)] as const,
    );
    return {
      value: Object.fromEntries(findings.map(([name, finding]) => [name, finding.value ?? {}])),
      problems: findings.flatMap(([, { problems }]) => problems),
    };
  };
}

export function object({ fields, required = [], oneOf }: ObjectFields): Field {
  return (value, path) => {
    const place = path === "" ? "the config" : path;
    if (!isObject(value)) {
      return {
        problems: [{ code: "TYPE_WRONG", message: `${place} is ${shown(value)}: it must be an object` }],
      };
    }
    const prefix = path === "" ? "" : `${path}.`;
    const problems: ConfigProblem[] = required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => ({ code: "FIELD_MISSING", message: `${prefix}${name} is missing: it must be given` }));
    if (oneOf !== undefined && !oneOf.some((name) => Object.hasOwn(value, name))) {
      const [first, ...others] = oneOf.map((name) => `${prefix}${name}`);
      const message = [`${first} is missing: it must be given`, ...others].join(", or ");
      problems.push({ code: "FIELD_MISSING", message });
    }
    const good: [string, unknown][] = [];
    for (const [name, entry] of Object.entries(value)) {
      const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (known === undefined) {
        const allowed = Object.keys(fields).join(", ");
        problems.push({
          code: "FIELD_UNKNOWN",
          message: `${prefix}${name} is unknown: ${place} has ${allowed}`,
        });
        continue;
      }
      const finding = known(entry, `${prefix}${name}`);
      problems.push(...finding.problems);
      if (Object.hasOwn(finding, "value")) good.push([name, finding.value]);
    }
    return { value: Object.fromEntries(good), problems };
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
