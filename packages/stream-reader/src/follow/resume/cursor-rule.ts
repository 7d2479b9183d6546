import { type CursorParts, type CursorPlace, type CursorRule, isCursorParts, placeReader } from "./cursor.ts";

/** Parts that a cursor may have. */
const MAX_PARTS = 16;

/** `{id}` is the whole cursor. */
const WHOLE = "id";

const EXAMPLES =
  'sse, a JSON Pointer such as /id, header:NAME, record:/POINTER, or the parts such as {"epoch":"/epoch","offset":"/offset"}';

/**
 * Reads where a cursor is: `sse`, a JSON Pointer, `header:NAME`, `record:/POINTER`, or a JSON object of parts, each with one of these or a list of
 * them.
 *
 * @returns undefined when the text is none of them
 */
export function parseCursorRule(text: string): Exclude<CursorRule, (...args: never) => unknown> | undefined {
  const rule = text.startsWith("{") ? parsed(text) : text;
  if (cursorRuleProblem(rule) !== undefined) return undefined;
  return rule as CursorPlace | CursorParts;
}

/** What is wrong with a rule; undefined when nothing is. */
export function cursorRuleProblem(rule: unknown): string | undefined {
  if (typeof rule === "function" || isPlace(rule)) return undefined;
  if (isCursorParts(rule as CursorRule) && !Array.isArray(rule)) {
    const names = Object.keys(rule as CursorParts);
    const isUsable =
      names.length > 0 &&
      names.length <= MAX_PARTS &&
      names.every((name) => /^[A-Za-z]\w*$/.test(name) && name !== WHOLE) &&
      Object.values(rule as CursorParts).every((places) => isPlaceList(places));
    if (isUsable) return undefined;
  }
  return `cursorOf is ${JSON.stringify(rule)}: it must be ${EXAMPLES} (1 to ${MAX_PARTS} of them, named by letters and digits, not ${WHOLE}), or a function`;
}

function isPlaceList(places: unknown): boolean {
  return Array.isArray(places) ? places.length > 0 && places.every(isPlace) : isPlace(places);
}

function isPlace(place: unknown): boolean {
  return typeof place === "string" && placeReader(place as CursorPlace) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
