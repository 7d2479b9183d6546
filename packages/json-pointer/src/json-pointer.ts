import { ExactNumber } from "./exact-number.ts";

const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/** Whether a value is the text of a JSON Pointer to something inside a document. https://www.rfc-editor.org/rfc/rfc6901 */
export function isJsonPointer(value: unknown): value is string {
  return typeof value === "string" && POINTER.test(value);
}

/** The reference tokens of a JSON Pointer (RFC 6901, 4), unescaped; none for the whole document. */
export function parseJsonPointer(pointer: string): string[] {
  const tokens = pointer.split("/").slice(1);
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * What the tokens name in a parsed document; undefined when nothing is there. Only a document's own members count: never
 * `length` of an array, nor what an object inherits.
 */
export function valueAt(document: unknown, tokens: readonly string[]): unknown {
  let value = document;
  for (const token of tokens) {
    if (typeof value !== "object" || value === null || value instanceof ExactNumber) return undefined;
    if (!Object.hasOwn(value, token)) return undefined;
    if (Array.isArray(value) && !ARRAY_INDEX.test(token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return value;
}
