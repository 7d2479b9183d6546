import type { OptionNames } from "@unbounded-streams/option-names";
import { assertKnownOptions } from "../../known-options.ts";
import { BytesFrame } from "../frames/bytes-frame.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf } from "../frames/frame-limits.ts";
import { passOversize } from "../frames/rejected-frame.ts";
import { LineSplitter } from "../splitting/line-splitter.ts";

/** What counts as a line. */
export interface LinesOptions {
  /** Whether a CR that no LF follows ends a line too; false by default. */
  loneCr?: boolean;
  /** Whether empty lines are frames; false by default: they are keep-alives. */
  keepEmpty?: boolean;
  /**
   * Whether bytes after the last terminator are a frame when the body ends; false by default: on a stream that
   * lives on, they are a record that was cut off.
   */
  acceptUnterminated?: boolean;
}

const OPTIONS: OptionNames<LinesOptions> = { loneCr: true, keepEmpty: true, acceptUnterminated: true };

/**
 * Each line is a frame: ended by LF or CRLF, handed over without its terminator. A byte order mark is dropped.
 *
 * @throws StreamOptionError for an option that is none
 */
export function lines(options: LinesOptions = {}): FrameFormat {
  assertKnownOptions("lines", options, OPTIONS);
  const { keepEmpty = false } = options;
  return {
    name: "lines",
    accept: "text/plain, */*;q=0.5",
    decoder: (decoderOptions) =>
      lineDecoder(
        lineRules(options, decoderOptions),
        limitsOf(decoderOptions),
        (into, source, start, end) => {
          if (end > start || keepEmpty) into.push(new BytesFrame(source, start, end));
        },
      ),
  };
}

/** What counts as a line, where what is read says that it may do without its terminator. */
export function lineRules<T extends Pick<LinesOptions, "loneCr" | "acceptUnterminated">>(
  options: T,
  { acceptUnterminated }: DecoderOptions = {},
): T {
  return acceptUnterminated === undefined ? options : { ...options, acceptUnterminated };
}

/** Makes a frame of the line `source[start..end)`, if it is to be one, and adds it to `into`. */
export type AddLine = (into: Frame[], source: Uint8Array, start: number, end: number) => void;

/** A decoder whose frames are made of lines by `add`, which may throw. */
export function lineDecoder(
  options: Pick<LinesOptions, "loneCr" | "acceptUnterminated">,
  limits: FrameLimits,
  add: AddLine,
): FrameDecoder {
  const { loneCr = false, acceptUnterminated = false } = options;
  let target: Frame[] = [];
  const splitter = new LineSplitter({
    limits,
    loneCr,
    onLine: (source, start, end) => add(target, source, start, end),
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
      return splitter.end(acceptUnterminated);
    },
  };
}
