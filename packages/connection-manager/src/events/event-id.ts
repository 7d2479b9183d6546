import { isJsonPointer, parseJsonPointer } from "@unbounded-streams/json-pointer";
import { type Frame, textIdAt } from "@unbounded-streams/stream-reader";

/** Where a frame's id is. */
export type EventIdRule =
  /** The `id` of an SSE event. */
  | { readonly in: "sse" }
  /** A member of the JSON document, by its name; nested ones by JSON Pointer (RFC 6901). */
  | { readonly in: "json"; readonly pointer: readonly string[] };

/** Reads `sse`, or a JSON Pointer such as `/meta/id`. Undefined when the text is neither. */
export function parseEventIdRule(text: string): EventIdRule | undefined {
  if (text === "sse") return { in: "sse" };
  return isJsonPointer(text) ? { in: "json", pointer: parseJsonPointer(text) } : undefined;
}

/** The frame's id as text; undefined when it has none that can be stored. */
export function eventIdOf(rule: EventIdRule, frame: Frame): string | undefined {
  if (rule.in === "json") return textIdAt(frame, rule.pointer);
  return frame.id === "" ? undefined : frame.id;
}
