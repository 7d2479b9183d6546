import { StreamOptionError } from "../../errors/caller-errors.ts";
import { DEFAULT_MAX_FRAME_BYTES } from "../../limits.ts";
import type { DecoderOptions, OversizeFrame } from "./frame-format.ts";

/** The bound on frames, and what becomes of one over it. */
export interface FrameLimits {
  readonly maxFrameBytes: number;
  readonly onOversize: ((skipped: OversizeFrame) => void) | undefined;
}

/**
 * The limits that `options` ask for.
 *
 * @throws StreamOptionError when the bound is not a number of bytes
 */
export function limitsOf(options: DecoderOptions | undefined): FrameLimits {
  const { maxFrameBytes = DEFAULT_MAX_FRAME_BYTES, onOversize } = options ?? {};
  if (!Number.isSafeInteger(maxFrameBytes) || maxFrameBytes < 1) {
    throw new StreamOptionError(
      `maxFrameBytes is ${maxFrameBytes}: it must be a whole number of bytes, 1 or more`,
    );
  }
  return { maxFrameBytes, onOversize };
}
