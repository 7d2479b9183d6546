import { StreamOptionError } from "../../errors/caller-errors.ts";
import { BytesFrame } from "../frames/bytes-frame.ts";
import type { Frame } from "../frames/frame.ts";
import type { FrameFormat } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf } from "../frames/frame-limits.ts";
import type { OnBytes } from "../splitting/pending-bytes.ts";
import { RecordBuffer } from "../splitting/record-buffer.ts";

/** What counts as a record between delimiters. */
export interface DelimitedOptions {
  /** Whether nothing between two delimiters is a frame; false by default: it is a keep-alive. */
  keepEmpty?: boolean;
  /** Whether bytes after the last delimiter are a frame when the body ends; false by default: they were cut off. */
  acceptUnterminated?: boolean;
}

/**
 * Each record that these bytes end is a frame, handed over without them; text stands for its UTF-8 bytes.
 *
 * @throws StreamOptionError when the delimiter is empty
 */
export function delimited(delimiter: Uint8Array | string, options: DelimitedOptions = {}): FrameFormat {
  const { keepEmpty = false, acceptUnterminated = false } = options;
  const mark = typeof delimiter === "string" ? new TextEncoder().encode(delimiter) : delimiter.slice();
  if (mark.length === 0) throw new StreamOptionError("the delimiter is empty: it must be one byte or more");
  return {
    name: "delimited",
    accept: "*/*",
    decoder(decoderOptions) {
      let target: Frame[] = [];
      const splitter = new DelimiterSplitter(mark, limitsOf(decoderOptions), (source, start, end) => {
        if (end > start || keepEmpty) target.push(new BytesFrame(source, start, end));
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

/** Finds a delimiter that the network may have cut (Knuth, Morris, Pratt), going from one first byte of it to the next. */
class DelimiterSplitter {
  readonly records: RecordBuffer;
  private readonly mark: Uint8Array;
  private readonly fallbacks: Uint32Array;
  private matched = 0;

  constructor(mark: Uint8Array, limits: FrameLimits, onRecord: OnBytes) {
    this.mark = mark;
    this.fallbacks = fallbacksOf(mark);
    this.records = new RecordBuffer({ limits, terminatorBytes: mark.length - 1, onRecord });
  }

  feed(chunk: Uint8Array): void {
    const { mark, records } = this;
    const [first = 0] = mark;
    let start = 0;
    let index = 0;
    while (index < chunk.length) {
      if (this.matched === 0) {
        const found = chunk.indexOf(first, index);
        if (found === -1) break;
        this.matched = 1;
        index = found + 1;
      } else {
        this.matched = advance(mark, this.fallbacks, this.matched, chunk[index]);
        index += 1;
      }
      if (this.matched < mark.length) continue;
      records.complete(chunk, start, index, mark.length);
      this.matched = 0;
      start = index;
    }
    records.keep(chunk, start, chunk.length);
    records.advance(chunk.length);
  }
}

/** How much of `mark` is matched after one byte more. */
function advance(
  mark: Uint8Array,
  fallbacks: Uint32Array,
  matched: number,
  byte: number | undefined,
): number {
  let length = matched;
  while (length > 0 && mark[length] !== byte) length = fallbacks[length - 1] ?? 0;
  return mark[length] === byte ? length + 1 : length;
}

/** For each prefix of `mark`, the longest proper prefix that is its end too. */
function fallbacksOf(mark: Uint8Array): Uint32Array {
  const fallbacks = new Uint32Array(mark.length);
  for (let index = 1; index < mark.length; index++) {
    fallbacks[index] = advance(mark, fallbacks, fallbacks[index - 1] ?? 0, mark[index]);
  }
  return fallbacks;
}
