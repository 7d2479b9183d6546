import { ChunkFrame } from "../framing/frames/chunk-frame.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { EndSignal } from "./end-signal.ts";
import type { FrameMatcher } from "./frame-matchers.ts";

/** A frame that ends the stream, or holds what does. */
export interface EndMatch {
  readonly signal: EndSignal;
  /** The frame, or the part of it, that is the signal. */
  readonly frame: Frame;
  /** What stands before it in the same network chunk, and is still to be delivered. */
  readonly before?: Frame;
}

/** The first signal that this frame is or, if it is a network chunk of several lines, that one of its lines is. */
export function matchFrame(matchers: readonly FrameMatcher[], frame: Frame): EndMatch | undefined {
  for (const { signal, matches } of matchers) if (matches(frame)) return { signal, frame };
  if (!(frame instanceof ChunkFrame)) return undefined;
  for (const { line, before } of frame.lines()) {
    const match = matchers.find(({ inLines, matches }) => inLines && matches(line));
    if (match === undefined) continue;
    const { signal } = match;
    return before === undefined ? { signal, frame: line } : { signal, frame: line, before };
  }
  return undefined;
}
