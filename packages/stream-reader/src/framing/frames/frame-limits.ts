import { StreamOptionError } from "../../errors/caller-errors.ts";
import { DEFAULT_MAX_FRAME_BYTES } from "../../limits.ts";
import type { DecoderOptions, OversizeFrame } from "./frame-format.ts";

/** The bound on frames, and what becomes of one over it. */
export interface FrameLimits {
  readonly maxFrameBytes: number;
  readonly onOversize: ((skipped: OversizeFrame) => void) | undefined;
  /** Whether what is no frame is delivered in its place. */
  readonly delivers: boolean;
}

/**
 * The limits that `options` ask for.
 *
 * @throws StreamOptionError when the bound is not a number of bytes
 */
export function limitsOf(options: DecoderOptions | undefined): FrameLimits {
  const { maxFrameBytes = DEFAULT_MAX_FRAME_BYTES, onOversize, rejected = "throw" } = options ?? {};
  if (!Number.isSafeInteger(maxFrameBytes) || maxFrameBytes < 1) {
    throw new StreamOptionError(
      `maxFrameBytes is ${maxFrameBytes}: it must be a whole number of bytes, 1 or more`,
    );
  }
  if (rejected !== "throw" && rejected !== "deliver") {
    throw new StreamOptionError(`rejected is ${JSON.stringify(rejected)}: it must be throw or deliver`);
  }
  return { maxFrameBytes, onOversize, delivers: rejected === "deliver" };
}

/** Whether reading goes on after a frame over the bound. */
export function passesOversize({ onOversize, delivers }: FrameLimits): boolean {
  return delivers || onOversize !== undefined;
}
