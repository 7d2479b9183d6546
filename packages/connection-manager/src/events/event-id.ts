import { isJsonPointer, parseJsonPointer } from "@unbounded-streams/json-pointer";
import {
  type CursorParts,
  type CursorRule,
  type CursorTrackerOptions,
  cursorTracker,
  type Frame,
  parseCursorRule,
  StreamOptionError,
  textIdAt,
} from "@unbounded-streams/stream-reader";

/** Where a frame's id is. */
export type EventIdRule =
  /** The `id` of an SSE event; a guess where it is not known that the stream has such events. */
  | { readonly in: "sse"; readonly isGuess?: true }
  /** A member of the JSON document, by its name; nested ones by JSON Pointer (RFC 6901). */
  | { readonly in: "json"; readonly pointer: readonly string[] }
  /** A header of a multipart body's part, by its name. */
  | { readonly in: "header"; readonly name: string }
  /** In the whole record of which the event is the last element. */
  | { readonly in: "record"; readonly pointer: `/${string}` }
  /** In several parts, each in a place of its own; one that a frame does not have is that of an earlier frame. */
  | { readonly in: "parts"; readonly parts: CursorParts };

/** The id of the frames of a stream, in their order; undefined for one that has none that can be stored. */
export type EventIdReader = (frame: Frame) => string | undefined;

const HEADER = "header:";
const RECORD = "record:";

/**
 * Reads `sse`, a JSON Pointer such as `/meta/id`, `header:NAME`, `record:/POINTER`, or the JSON object of an id's parts, such as
 * `{"epoch":"/epoch","offset":["/pub/offset","/offset"]}`. Undefined when the text is none of them.
 */
export function parseEventIdRule(text: string): EventIdRule | undefined {
  if (text === "sse") return { in: "sse" };
  if (isJsonPointer(text)) return { in: "json", pointer: parseJsonPointer(text) };
  const rule = parseCursorRule(text);
  if (typeof rule === "object") return { in: "parts", parts: rule };
  if (rule?.startsWith(RECORD)) return { in: "record", pointer: rule.slice(RECORD.length) as `/${string}` };
  return rule?.startsWith(HEADER) ? { in: "header", name: rule.slice(HEADER.length) } : undefined;
}

/**
 * Reads the ids of a stream. Only one of several parts is undefined where the stream cannot go on after it: its parts are none that
 * later frames go on from. The others are ids of their events all the same.
 *
 * @throws StreamOptionError of `@unbounded-streams/stream-reader` when the id is of several parts, and the start is not
 */
export function eventIdReader(rule: EventIdRule, options: CursorTrackerOptions = {}): EventIdReader {
  const { maxBytes } = options;
  switch (rule.in) {
    case "sse":
      return ({ id }) => (id === "" ? undefined : id);
    case "json":
      return (frame) => textIdAt(frame, rule.pointer);
    case "header":
      return cursorTracker(`${HEADER}${rule.name}`, { maxBytes });
    case "record":
      return cursorTracker(`${RECORD}${rule.pointer}`, { maxBytes });
    case "parts":
      return cursorTracker(rule.parts, options);
  }
}

/** The rule as `followStream` takes it. */
export function cursorRuleOf(rule: EventIdRule): CursorRule {
  if (rule.in === "parts") return rule.parts;
  return rule.in === "sse" ? "sse" : eventIdReader(rule);
}

/** Whether a stream can go on after this id by a rule: one of several parts says nothing of an id that has none. */
export function goesOnAfter(rule: EventIdRule, id: string): boolean {
  try {
    eventIdReader(rule, { start: id });
    return true;
  } catch (error) {
    if (error instanceof StreamOptionError) return false;
    throw error;
  }
}
