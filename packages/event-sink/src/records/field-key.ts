import { isUtf8 } from "node:buffer";
import { ExactNumber, parseExactly, parseJsonPointer, valueAt } from "@unbounded-streams/json-pointer";
import { InvalidEventError } from "../errors.ts";
import type { FieldKeyRule, SinkEvent } from "./event.ts";

/**
 * The key that the fields of an event's JSON make: the text or digits of a single field as they are, several as a JSON
 * array, which no two lists of values share.
 *
 * @throws {InvalidEventError} when the data is not JSON, or a field is not text, a number or a boolean
 */
export function fieldKey(event: SinkEvent, rule: FieldKeyRule): string {
  const pointers = "field" in rule ? [rule.field] : rule.fields;
  const text = textOf(event);
  let values = scalarsAt(parsed(text, event, JSON.parse), pointers, event);
  // 64-bit ids are common, and two of them may be one double.
  if (values.some(isInexact)) values = scalarsAt(parsed(text, event, parseExactly), pointers, event);
  const [first] = values;
  if ("field" in rule) return first instanceof ExactNumber ? first.digits : String(first);
  return `[${values.map(jsonText).join(",")}]`;
}

type Scalar = string | number | boolean | ExactNumber;

function textOf({ data, id }: SinkEvent): string {
  if (typeof data === "string") return data;
  if (isUtf8(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("utf8");
  throw new InvalidEventError("the event's data is not UTF-8, which a key of JSON fields needs", { key: id });
}

function parsed(text: string, { id }: SinkEvent, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new InvalidEventError("the event's data is not JSON, which a key of JSON fields needs", {
      key: id,
      cause,
    });
  }
}

function isInexact(value: Scalar): boolean {
  return typeof value === "number" && !Number.isSafeInteger(value);
}

function scalarsAt(document: unknown, pointers: readonly string[], event: SinkEvent): Scalar[] {
  return pointers.map((pointer) => {
    const value = valueAt(document, parseJsonPointer(pointer));
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    if (value instanceof ExactNumber) return value;
    const found = value === undefined ? "nothing" : value === null ? "null" : "an object or array";
    throw new InvalidEventError(
      `the event has ${found} at ${pointer}: its key needs text, a number or a boolean there`,
      { key: event.id },
    );
  });
}

function jsonText(value: Scalar): string {
  return value instanceof ExactNumber ? value.digits : JSON.stringify(value);
}
