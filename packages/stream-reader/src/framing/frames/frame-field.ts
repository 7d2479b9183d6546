import { valueAt } from "@unbounded-streams/json-pointer";
import type { Frame } from "./frame.ts";

/** What these tokens name in a frame's JSON document; undefined when there is nothing, or the frame is not JSON. */
export function fieldOf(frame: Frame, tokens: readonly string[]): unknown {
  let document: unknown;
  try {
    document = frame.json();
  } catch {
    // A frame that is not JSON has no fields.
    return undefined;
  }
  return valueAt(document, tokens);
}
