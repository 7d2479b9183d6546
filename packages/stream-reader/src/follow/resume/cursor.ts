import { isJsonPointer, parseJsonPointer } from "@unbounded-streams/json-pointer";
import type { Frame } from "../../framing/frames/frame.ts";
import { fieldOf } from "../../framing/frames/frame-field.ts";
import { MAX_CURSOR_BYTES } from "../../limits.ts";

/**
 * Where a frame says how far the stream has come:
 *
 * - `"sse"`: the last event id in force at the event (WHATWG HTML, 9.2.6); an empty one takes the cursor back
 * - a JSON Pointer (RFC 6901) such as `/meta/id`: text, or a whole number up to 2^53 - 1
 * - a function, which gives undefined for a frame that says nothing
 */
export type CursorRule = "sse" | `/${string}` | ((frame: Frame) => string | undefined);

/** A frame's cursor by a rule: undefined says nothing, `""` takes an earlier one back. */
export type CursorReader = (frame: Frame) => string | undefined;

/**
 * Makes a rule's reader. A cursor that no request could carry says nothing.
 *
 * @returns undefined when the text is no rule
 */
export function cursorReader(rule: CursorRule): CursorReader | undefined {
  const read = readerOf(rule);
  return (
    read &&
    ((frame) => {
      const cursor = read(frame);
      return cursor === "" || (cursor !== undefined && isCursor(cursor)) ? cursor : undefined;
    })
  );
}

function readerOf(rule: CursorRule): CursorReader | undefined {
  if (typeof rule === "function") return rule;
  if (rule === "sse") return (frame) => frame.lastEventId;
  if (!isJsonPointer(rule)) return undefined;
  const pointer = parseJsonPointer(rule);
  return (frame) => textIdAt(frame, pointer) || undefined;
}

/**
 * The id as text at a place of a frame's JSON document. Undefined when there is none: so do half surrogate pairs, which
 * nothing can store, and a number so large that `JSON.parse` has rounded it to another id.
 *
 * @param pointer the tokens of a JSON Pointer
 */
export function textIdAt(frame: Frame, pointer: readonly string[]): string | undefined {
  const value = fieldOf(frame, pointer);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value.isWellFormed() ? value : undefined;
}

/** Whether a request can carry this cursor: text without control characters, 1 to 1,024 bytes of UTF-8. */
export function isCursor(text: string): boolean {
  return (
    text !== "" && text.isWellFormed() && !/\p{Cc}/u.test(text) && Buffer.byteLength(text) <= MAX_CURSOR_BYTES
  );
}

/** Says that a text is no cursor, without all of it. */
export function cursorProblem(what: string, text: string): string {
  const shown = JSON.stringify(text.slice(0, 40));
  return `${what} is ${shown}: it must be 1 to ${MAX_CURSOR_BYTES} bytes of text without control characters`;
}
