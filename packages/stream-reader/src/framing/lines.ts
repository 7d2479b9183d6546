import { type DecoderOptions, type FrameDecoder, type FrameFormat, maxFrameBytesOf } from "./decoder.ts";
import { BytesFrame, type Frame } from "./frame.ts";
import { LineSplitter } from "./line-splitter.ts";

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

/** Each line is a frame: ended by LF or CRLF, handed over without its terminator. A byte order mark is dropped. */
export function lines(options: LinesOptions = {}): FrameFormat {
  return {
    name: "lines",
    accept: "text/plain, */*;q=0.5",
    decoder: (limits) => lineDecoder(options, limits, (line) => new BytesFrame(line)),
  };
}

/** A decoder whose frames are made of lines, each checked by `frameOf`, which may throw. */
export function lineDecoder(
  options: LinesOptions,
  limits: DecoderOptions | undefined,
  frameOf: (line: Uint8Array) => Frame | undefined,
): FrameDecoder {
  const { loneCr = false, keepEmpty = false, acceptUnterminated = false } = options;
  let target: Frame[] = [];
  const add = (line: Uint8Array) => {
    if (line.length === 0 && !keepEmpty) return;
    const frame = frameOf(line);
    if (frame !== undefined) target.push(frame);
  };
  const splitter = new LineSplitter({ maxLineBytes: maxFrameBytesOf(limits), loneCr, onLine: add });
  return {
    decode(chunk, into = []) {
      target = into;
      splitter.feed(chunk);
      return into;
    },
    end(into = []) {
      target = into;
      const bytes = splitter.rest();
      if (bytes.length === 0) return undefined;
      if (!acceptUnterminated) return { bytes };
      add(bytes);
      return undefined;
    },
  };
}
