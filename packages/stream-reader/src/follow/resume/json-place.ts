import { ExactNumber, parseDigits } from "@unbounded-streams/json-pointer";

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

type Container = Record<string, unknown> | unknown[];

/**
 * JSON text in which a value stands at a place. Numbers keep their digits. Parents that are missing are made, as objects; in an
 * array `-`, or the index after the last, adds an item (RFC 6902, 4.1).
 *
 * @param text a JSON document
 * @param tokens of a JSON Pointer, one at least
 * @param value JSON text
 * @returns undefined when the place cannot be: something on the way is neither an object nor an array, or an index is too large
 * @throws SyntaxError when a text is not JSON, RangeError when one is nested too deeply
 */
export function withValueAt(text: string, tokens: readonly string[], value: string): string | undefined {
  const document = parseDigits(text);
  const name = tokens.at(-1);
  const parent = parentIn(document, tokens.slice(0, -1));
  if (name === undefined || parent === undefined || !canHold(parent, name)) return undefined;
  put(parent, name, parseDigits(value));
  return JSON.stringify(document, (_, member: unknown) =>
    member instanceof ExactNumber ? rawJson(member.digits) : member,
  );
}

function parentIn(document: unknown, tokens: readonly string[]): Container | undefined {
  let parent = document;
  for (const token of tokens) {
    if (!isContainer(parent) || !canHold(parent, token)) return undefined;
    const child = memberOf(parent, token);
    if (child === undefined) put(parent, token, {});
    parent = child ?? memberOf(parent, Array.isArray(parent) ? String(parent.length - 1) : token);
  }
  return isContainer(parent) ? parent : undefined;
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null && !(value instanceof ExactNumber);
}

function canHold(container: Container, token: string): boolean {
  if (!Array.isArray(container)) return true;
  return token === "-" || (ARRAY_INDEX.test(token) && Number(token) <= container.length);
}

/** An object's own member: `__proto__` is a name like any other. */
function memberOf(container: Container, token: string): unknown {
  return Object.hasOwn(container, token) ? (container as Record<string, unknown>)[token] : undefined;
}

function put(container: Container, token: string, value: unknown): void {
  const name = Array.isArray(container) && token === "-" ? String(container.length) : token;
  Object.defineProperty(container, name, { value, configurable: true, enumerable: true, writable: true });
}

/** Digits as they are (https://tc39.es/proposal-json-parse-with-source/), which TypeScript's library does not know yet. */
function rawJson(digits: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}
