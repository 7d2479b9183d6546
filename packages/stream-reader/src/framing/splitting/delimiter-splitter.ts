import { RecordBuffer, type RecordBufferOptions } from "./record-buffer.ts";

/** Finds a delimiter that the network may have cut (Knuth, Morris, Pratt), going from one first byte of it to the next. */
export class DelimiterSplitter {
  readonly records: RecordBuffer;
  private readonly mark: Uint8Array;
  private readonly fallbacks: Uint32Array;
  private matched = 0;

  constructor(mark: Uint8Array, options: Omit<RecordBufferOptions, "terminatorBytes">) {
    this.mark = mark;
    this.fallbacks = fallbacksOf(mark);
    this.records = new RecordBuffer({ ...options, terminatorBytes: mark.length - 1 });
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
