import { isJsonPointer, parseJsonPointer } from "@unbounded-streams/json-pointer";
import type { Frame } from "../../framing/frames/frame.ts";
import { textIdAt } from "../../framing/frames/text-id.ts";
import { DEFAULT_MAX_CURSOR_BYTES } from "../../limits.ts";

/**
 * Where a frame says how far the stream has come:
 *
 * - `"sse"`: the last event id in force at the event (WHATWG HTML, 9.2.6); an empty one takes the cursor back
 * - a JSON Pointer (RFC 6901) such as `/meta/id`: text, or a number, by its own digits
 * - a function, which gives undefined for a frame that says nothing
 */
export type CursorRule = "sse" | `/${string}` | ((frame: Frame) => string | undefined);

/** A frame's cursor by a rule: undefined says nothing, `""` takes an earlier one back. */
export type CursorReader = (frame: Frame) => string | undefined;

/**
 * Makes a rule's reader. A cursor that no request could carry says nothing, and so does what is no frame, but for SSE.
 *
 * @param maxBytes the longest cursor, in bytes of UTF-8
 * @returns undefined when the text is no rule
 */
export function cursorReader(
  rule: CursorRule,
  maxBytes = DEFAULT_MAX_CURSOR_BYTES,
): CursorReader | undefined {
  const read = readerOf(rule);
  return (
    read &&
    ((frame) => {
      if (frame.rejected !== undefined && rule !== "sse") return undefined;
      const cursor = read(frame);
      return cursor === "" || (cursor !== undefined && isCursor(cursor, maxBytes)) ? cursor : undefined;
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
 * Whether a request can carry this cursor: text without control characters, and not too long.
 *
 * @param maxBytes of UTF-8; 8,192 by default
 */
export function isCursor(text: string, maxBytes = DEFAULT_MAX_CURSOR_BYTES): boolean {
  return text !== "" && text.isWellFormed() && !/\p{Cc}/u.test(text) && Buffer.byteLength(text) <= maxBytes;
}

/** Says that a text is no cursor, without all of it. */
export function cursorProblem(what: string, text: string, maxBytes = DEFAULT_MAX_CURSOR_BYTES): string {
  const shown = JSON.stringify(text.slice(0, 40));
  return `${what} is ${shown}: it must be 1 to ${maxBytes} bytes of text without control characters`;
}
