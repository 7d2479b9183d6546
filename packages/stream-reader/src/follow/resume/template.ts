import { StreamOptionError } from "../../errors/caller-errors.ts";

/** `{id}`, `{id+1}`, `{offset-1}`: a value, and what is added to it. */
const PLACEHOLDER = /\{([A-Za-z]\w*)([+-]\d+)?\}/g;

/** What stands between quotes in JSON, or a placeholder outside of them. */
const STRING_OR_PLACEHOLDER = /"(?:[^"\\]|\\.)*"|\{[A-Za-z]\w*(?:[+-]\d+)?\}/g;

const WHOLE_NUMBER = /^-?\d+$/;

/** Most of a value that a message shows. */
const SHOWN_CHARS = 40;

/** The values that placeholders stand for, by name; undefined where there is none. */
export type TemplateValues = (name: string) => string | undefined;

/** The names of a template's placeholders. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}

/** Whether every cursor can be put into a template of text: it has nothing but `{id}`. */
export function takesAny(template: string): boolean {
  return [...template.matchAll(PLACEHOLDER)].every(([, name, added]) => name === "id" && added === undefined);
}

/**
 * A template with values in place of its placeholders. `{id+1}` adds to a whole number of any size, by its decimal digits.
 *
 * @param what names the template in messages
 * @throws StreamOptionError for a value that is to be added to and is no whole number
 */
export function filled(template: string, valueFor: TemplateValues, what: string): string {
  return template.replace(PLACEHOLDER, (_, name: string, added: string | undefined) =>
    sum(valueFor(name) ?? "", added, what),
  );
}

/**
 * A template of JSON with values in place of its placeholders. Between quotes a value is escaped; elsewhere it must be a number,
 * true, false, null or a string in quotes by itself, so that no value can bring more than its own place.
 *
 * @throws StreamOptionError
 */
export function filledJson(template: string, valueFor: TemplateValues, what: string): string {
  return template.replace(STRING_OR_PLACEHOLDER, (found) => {
    const inQuotes = (name: string) => JSON.stringify(valueFor(name) ?? "").slice(1, -1);
    if (found.startsWith('"')) return filled(found, (name) => inQuotes(name), what);
    const value = filled(found, valueFor, what);
    if (isJsonScalar(value)) return value;
    throw new StreamOptionError(
      `${what} is to be JSON, but ${shown(value)} is neither a number, true, false, null nor a string in quotes: use the rule without json`,
    );
  });
}

function sum(value: string, added: string | undefined, what: string): string {
  if (added === undefined) return value;
  if (WHOLE_NUMBER.test(value)) return String(BigInt(value) + BigInt(added));
  throw new StreamOptionError(`${what} adds ${added}, but ${shown(value)} is no whole number`);
}

function isJsonScalar(text: string): boolean {
  return isJson(text) && !/^\s*[[{]/.test(text);
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The start of a value, as messages show it. */
export function shown(value: string): string {
  return JSON.stringify(value.slice(0, SHOWN_CHARS));
}
