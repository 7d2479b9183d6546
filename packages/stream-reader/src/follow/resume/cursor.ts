import { isJsonPointer, parseJsonPointer } from "@unbounded-streams/json-pointer";
import type { Frame } from "../../framing/frames/frame.ts";
import { textIdAt } from "../../framing/frames/text-id.ts";
import { isToken } from "../../http/request/token.ts";
import { DEFAULT_MAX_CURSOR_BYTES } from "../../limits.ts";

/**
 * Where a frame says something of how far the stream has come:
 *
 * - `"sse"`: the last event id in force at the event (WHATWG HTML, 9.2.6); an empty one takes the cursor back
 * - a JSON Pointer (RFC 6901) such as `/meta/id`: text, or a number, by its own digits
 * - `header:NAME`: a header of the frame's, as the parts of a multipart body have them
 * - `record:/POINTER`: of the last frame that `elements` makes of a record: what stands in the whole record
 */
export type CursorPlace = "sse" | `/${string}` | `header:${string}` | `record:/${string}`;

/** The parts of a cursor by name, letters and digits; of several places the first counts where there is something. */
export type CursorParts = Readonly<Record<string, CursorPlace | readonly CursorPlace[]>>;

/**
 * Where a frame says how far the stream has come:
 *
 * - a {@link CursorPlace}
 * - {@link CursorParts}: the cursor's text is then their JSON in this order, such as `{"epoch":"x","offset":"5"}`. A part that a
 *   frame does not have is kept from the frame before; a frame with none of them says nothing.
 * - a function, which gives undefined for a frame that says nothing
 */
export type CursorRule = CursorPlace | CursorParts | ((frame: Frame) => string | undefined);

/** A frame's cursor by a rule: undefined says nothing, `""` takes an earlier one back. */
export type CursorReader = (frame: Frame) => string | undefined;

/** Whether a stream can go on after a cursor. */
export type CursorTest = (cursor: string) => boolean;

/** Whether a rule is of several parts. */
export function isCursorParts(rule: CursorRule): rule is CursorParts {
  return typeof rule === "object" && rule !== null;
}

/**
 * Makes a reader of frames that need not be read in order. A cursor that the stream cannot go on after says nothing, and so does
 * what is no frame, but for SSE.
 *
 * @param isUsable which cursors the stream can go on after; by default, those that a request can carry
 * @returns undefined when the text is no rule
 */
export function cursorReader(
  rule: Exclude<CursorRule, CursorParts>,
  isUsable: CursorTest = (cursor) => isCursor(cursor),
): CursorReader | undefined {
  const read = typeof rule === "function" ? rule : placeReader(rule);
  return (
    read &&
    ((frame) => {
      if (frame.rejected !== undefined && rule !== "sse") return undefined;
      const cursor = read(frame);
      return cursor === "" || (cursor !== undefined && isUsable(cursor)) ? cursor : undefined;
    })
  );
}

/** What a frame has at a place, as it is there; undefined when the text is no place. */
export function placeReader(place: CursorPlace): CursorReader | undefined {
  if (place === "sse") return (frame) => frame.lastEventId;
  const [, header] = /^header:(.*)$/.exec(place) ?? [];
  if (header !== undefined) {
    const name = header.toLowerCase();
    return isToken(name) ? (frame) => ownHeader(frame, name) : undefined;
  }
  const [, within] = /^record:(.*)$/s.exec(place) ?? [];
  if (!isJsonPointer(within ?? place)) return undefined;
  const pointer = parseJsonPointer(within ?? place);
  if (within === undefined) return (frame) => textIdAt(frame, pointer) || undefined;
  return ({ record }) => (record && textIdAt(record, pointer)) || undefined;
}

function ownHeader({ headers = {} }: Frame, name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] || undefined : undefined;
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
