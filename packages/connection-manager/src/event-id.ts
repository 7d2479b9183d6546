import type { Frame } from "@unbounded-streams/stream-reader";

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
  const pointer = text
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  return { in: "json", pointer };
}

/** The frame's id as text; undefined when it has none. */
export function eventIdOf(rule: EventIdRule, frame: Frame): string | undefined {
  if (rule.in === "sse") return frame.id === "" ? undefined : frame.id;
  let value: unknown;
  try {
    value = frame.json();
  } catch {
    // A frame that is not JSON has no members, so it has no id.
    return undefined;
  }
  for (const key of rule.pointer) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
