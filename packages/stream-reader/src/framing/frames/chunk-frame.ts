import { BytesFrame } from "./bytes-frame.ts";
import type { Frame } from "./frame.ts";

const LF = 10;
const CR = 13;

/** A frame that is a network chunk: it may hold several lines, if the source writes lines. */
export class ChunkFrame extends BytesFrame {
  /** Its lines that are not empty, each with what stands before it in the chunk. */
  *lines(): Generator<{ line: Frame; before: Frame | undefined }> {
    const { bytes } = this;
    let start = 0;
    while (start < bytes.length) {
      const lf = bytes.indexOf(LF, start);
      const next = lf === -1 ? bytes.length : lf + 1;
      let end = lf === -1 ? bytes.length : lf;
      if (end > start && bytes[end - 1] === CR) end -= 1;
      const before = start === 0 ? undefined : new BytesFrame(bytes, 0, start);
      if (end > start) yield { line: new BytesFrame(bytes, start, end), before };
      start = next;
    }
  }
}
