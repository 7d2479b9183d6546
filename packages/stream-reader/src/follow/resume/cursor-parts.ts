import { StreamOptionError } from "../../errors/caller-errors.ts";
import { cursorProblem, isCursor } from "./cursor.ts";
import { shown } from "./template.ts";

/** A cursor's parts by name, in their order. */
export type PartValues = ReadonlyMap<string, string>;

/** The text of a cursor of these parts. */
export function textOfParts(parts: PartValues): string {
  return JSON.stringify(Object.fromEntries(parts));
}

/**
 * The parts of a cursor: of JSON that is an object of texts.
 *
 * @throws StreamOptionError when it has none
 */
export function partsOfCursor(cursor: string): PartValues {
  const parts = objectOf(cursor);
  if (parts === undefined) {
    throw new StreamOptionError(
      `the cursor ${shown(cursor)} has no parts: it must be JSON such as {"epoch":"x","offset":"5"}`,
    );
  }
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === "string" && isCursor(value, Number.POSITIVE_INFINITY)) continue;
    throw new StreamOptionError(cursorProblem(`the cursor's ${shown(name)}`, String(value)));
  }
  return new Map(Object.entries(parts as Record<string, string>));
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
