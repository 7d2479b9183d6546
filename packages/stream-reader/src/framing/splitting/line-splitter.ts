import type { TruncatedRecord } from "../frames/frame-format.ts";
import { ByteOrderMark } from "./byte-order-mark.ts";
import { searchable } from "./native-search.ts";
import type { OnBytes } from "./pending-bytes.ts";
import { RecordBuffer, type RecordBufferOptions } from "./record-buffer.ts";

const LF = 10;
const CR = 13;

/** How lines are told apart. */
export interface LineSplitterOptions extends Pick<RecordBufferOptions, "limits" | "onOversize"> {
  /** Whether a CR that no LF follows ends a line too. */
  loneCr: boolean;
  /** Called with each terminated line, without its terminator. */
  onLine: OnBytes;
}

/**
 * Cuts bytes into lines ended by LF or CRLF (and CR by option). A line is a view of its chunk unless it began in
 * an earlier one. A byte order mark at the very start is taken away.
 */
export class LineSplitter {
  private readonly loneCr: boolean;
  private readonly records: RecordBuffer;
  private bom: ByteOrderMark | undefined = new ByteOrderMark();
  private skipLf = false;

  constructor({ limits, loneCr, onLine, onOversize }: LineSplitterOptions) {
    this.loneCr = loneCr;
    this.records = new RecordBuffer({ limits, terminatorBytes: 1, onRecord: onLine, onOversize });
  }

  feed(chunk: Uint8Array): void {
    const bytes = this.bom === undefined ? chunk : this.withoutBom(this.bom, chunk);
    if (bytes.length === 0) return;
    if (this.loneCr) this.splitAtAnyEnd(bytes);
    else this.splitAtLf(bytes);
    this.records.advance(bytes.length);
  }

  /** No more bytes come: what stands after the last terminator is a line, if it is `accepted` as one, or is given back. */
  end(accepted: boolean): TruncatedRecord | undefined {
    const held = this.bom?.rest();
    if (held !== undefined) this.records.keep(held, 0, held.length);
    return accepted ? this.records.completeRest() : this.records.rest();
  }

  private splitAtLf(chunk: Uint8Array): void {
    const { records } = this;
    const search = searchable(chunk);
    let start = 0;
    let lf = search.indexOf(LF);
    while (lf !== -1) {
      const before = lf > start ? chunk[lf - 1] : records.lastByte;
      records.complete(chunk, start, lf + 1, before === CR ? 2 : 1);
      start = lf + 1;
      lf = search.indexOf(LF, start);
    }
    records.keep(chunk, start, chunk.length);
  }

  private splitAtAnyEnd(chunk: Uint8Array): void {
    const search = searchable(chunk);
    let start = this.skipLf && chunk[0] === LF ? 1 : 0;
    this.skipLf = chunk[chunk.length - 1] === CR;
    let lf = search.indexOf(LF, start);
    let cr = search.indexOf(CR, start);
    while (lf !== -1 || cr !== -1) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr;
      this.records.complete(chunk, start, end + 1, 1);
      start = end === cr && chunk[end + 1] === LF ? end + 2 : end + 1;
      if (lf !== -1 && lf < start) lf = search.indexOf(LF, start);
      if (cr !== -1 && cr < start) cr = search.indexOf(CR, start);
    }
    this.records.keep(chunk, start, chunk.length);
  }

  private withoutBom(bom: ByteOrderMark, chunk: Uint8Array): Uint8Array {
    const bytes = bom.strip(chunk);
    if (bytes.length === 0) return bytes;
    this.records.advance(bom.skippedBytes);
    this.bom = undefined;
    return bytes;
  }
}
