import { type Frame, fieldOf, parseJsonPointer } from "@unbounded-streams/stream-reader";
import { MAX_EVENT_ID_BYTES } from "./limits.ts";

/** Where a frame's id is. */
export type EventIdRule =
  /** The `id` of an SSE event. */
  | { readonly in: "sse" }
  /** A member of the JSON document, by its name; nested ones by JSON Pointer (RFC 6901). */
  | { readonly in: "json"; readonly pointer: readonly string[] };

/** Reads `sse`, or a JSON Pointer such as `/meta/id`. Undefined when the text is neither. */
export function parseEventIdRule(text: string): EventIdRule | undefined {
  if (text === "sse") return { in: "sse" };
  if (!/^(\/([^~/]|~[01])*)+$/.test(text)) return undefined;
  return { in: "json", pointer: parseJsonPointer(text) };
}

/**
 * The frame's id as text. Undefined when it has none: so do half surrogate pairs, which nothing can store, and a number so
 * large that `JSON.parse` has rounded it to another id.
 */
export function eventIdOf(rule: EventIdRule, frame: Frame): string | undefined {
  if (rule.in === "sse") return frame.id === "" ? undefined : frame.id;
  const value = fieldOf(frame, rule.pointer);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value.isWellFormed() ? value : undefined;
}

/** Whether a stream can be resumed from an id: text that a header can carry, 1 to 1,024 bytes. */
export function isResumable(id: string): boolean {
  return id !== "" && !/\p{Cc}/u.test(id) && Buffer.byteLength(id) <= MAX_EVENT_ID_BYTES;
}
