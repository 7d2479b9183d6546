import { ExactNumber, parseDigits, valueAt } from "@unbounded-streams/json-pointer";
import type { Frame } from "./frame.ts";
import { fieldOf } from "./frame-field.ts";

/**
 * Finds a number that becomes an integer, but has a fraction or an exponent: `1.0`, `1e3`, and what has 16 digits or more,
 * which a double may round to one. One that it finds in a string costs a second parse, no more.
 */
const INTEGER_IN_OTHER_FORM =
  /(?:^|[:,[\s])-?(?:\d+\.0+|(?=[\d.]{17})\d+\.\d+|\d+(?:\.\d+)?[eE][-+]?\d+)(?=[\]},\s]|$)/;

/**
 * The id as text at a place of a frame's JSON document: a number by the digits that stand there. Undefined when there is
 * none; half a surrogate pair, which nothing can store, is none.
 *
 * @param pointer the tokens of a JSON Pointer
 */
export function textIdAt(frame: Frame, pointer: readonly string[]): string | undefined {
  const value = fieldOf(frame, pointer);
  if (typeof value === "number") return isAsWritten(value, frame) ? String(value) : digitsAt(frame, pointer);
  return typeof value === "string" && value.isWellFormed() ? value : undefined;
}

/** Whether `String` gives a number of a frame as it is written there. */
function isAsWritten(value: number, { text }: Frame): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0) && !INTEGER_IN_OTHER_FORM.test(text);
}

function digitsAt({ text }: Frame, pointer: readonly string[]): string | undefined {
  const value = valueAt(digitsOf(text), pointer);
  return value instanceof ExactNumber ? value.digits : undefined;
}

/** Undefined for a document that is nested so deeply that its digits cannot be read, though it can be parsed. */
function digitsOf(text: string): unknown {
  try {
    return parseDigits(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
