import { parseJsonPointer } from "@unbounded-streams/json-pointer";
import type { Frame } from "../framing/frames/frame.ts";
import { textIdAt } from "../framing/frames/text-id.ts";
import type { ControlRule } from "./control-rule.ts";

/** The cursor that a frame has where its rule says; undefined when the rule does not say, or nothing stands there. */
export function controlCursor({ cursorOf }: ControlRule, frame: Frame): string | undefined {
  if (cursorOf === undefined) return undefined;
  if (cursorOf === "sse") return frame.id;
  return textIdAt(frame, parseJsonPointer(cursorOf)) || undefined;
}
