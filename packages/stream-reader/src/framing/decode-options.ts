import type { OptionNames } from "@unbounded-streams/option-names";
import { assertKnownOptions } from "../known-options.ts";
import type { DecoderOptions, TruncatedRecord } from "./frames/frame-format.ts";

/** What {@link decodeFrames} may be told. */
export interface DecodeOptions extends DecoderOptions {
  /** Called with the record that the end of the bytes cut off, if one was. */
  onTruncated?: ((truncated: TruncatedRecord) => void) | undefined;
}

const OPTIONS: OptionNames<DecodeOptions> = {
  maxFrameBytes: true,
  onOversize: true,
  rejected: true,
  contentType: true,
  lastEventId: true,
  acceptUnterminated: true,
  onTruncated: true,
};

/**
 * Refuses what is no option of those who decode.
 *
 * @throws StreamOptionError
 */
export function assertDecodeOptions(caller: string, options: DecodeOptions): void {
  assertKnownOptions(caller, options, OPTIONS);
}
