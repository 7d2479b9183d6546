import type { Frame } from "./framing/frame.ts";

/** The reference tokens of a JSON Pointer (RFC 6901, 4), unescaped; none for the whole document. */
export function parseJsonPointer(pointer: string): string[] {
  const tokens = pointer.split("/").slice(1);
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What these tokens name in a frame's JSON document; undefined when there is nothing, or the frame is not JSON. */
export function fieldOf(frame: Frame, tokens: readonly string[]): unknown {
  let value: unknown;
  try {
    value = frame.json();
  } catch {
    // A frame that is not JSON has no fields.
    return undefined;
  }
  for (const key of tokens) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
