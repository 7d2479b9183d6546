import type { OptionNames } from "@unbounded-streams/option-names";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import { BytesFrame } from "../frames/bytes-frame.ts";
import type { Frame } from "../frames/frame.ts";
import type { FrameFormat } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { passOversize } from "../frames/rejected-frame.ts";
import { DelimiterSplitter } from "../splitting/delimiter-splitter.ts";

/** What counts as a record between delimiters. */
export interface DelimitedOptions {
  /** Whether nothing between two delimiters is a frame; false by default: it is a keep-alive. */
  keepEmpty?: boolean;
  /** Whether bytes after the last delimiter are a frame when the body ends; false by default: they were cut off. */
  acceptUnterminated?: boolean;
}

const OPTIONS: OptionNames<DelimitedOptions> = { keepEmpty: true, acceptUnterminated: true };

/**
 * Each record that these bytes end is a frame, handed over without them; text stands for its UTF-8 bytes.
 *
 * @throws StreamOptionError when the delimiter is empty, and for an option that is none
 */
export function delimited(delimiter: Uint8Array | string, options: DelimitedOptions = {}): FrameFormat {
  assertKnownOptions("delimited", options, OPTIONS);
  const { keepEmpty = false } = options;
  const mark = typeof delimiter === "string" ? new TextEncoder().encode(delimiter) : delimiter.slice();
  if (mark.length === 0) throw new StreamOptionError("the delimiter is empty: it must be one byte or more");
  return {
    name: "delimited",
    accept: "*/*",
    decoder(decoderOptions) {
      let target: Frame[] = [];
      const limits = limitsOf(decoderOptions);
      const acceptUnterminated = decoderOptions?.acceptUnterminated ?? options.acceptUnterminated ?? false;
      const splitter = new DelimiterSplitter(mark, {
        limits,
        onRecord: (source, start, end) => {
          if (end > start || keepEmpty) target.push(new BytesFrame(source, start, end));
        },
        onOversize: (record) => passOversize(limits, target, record),
      });
      return {
        decode(chunk, into = []) {
          target = into;
          splitter.feed(chunk);
          return into;
        },
        end(into = []) {
          target = into;
          return acceptUnterminated ? splitter.records.completeRest() : splitter.records.rest();
        },
      };
    },
  };
}
