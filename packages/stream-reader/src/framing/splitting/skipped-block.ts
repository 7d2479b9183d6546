import { SSE_FIELD_ALLOWANCE_BYTES } from "../../limits.ts";
import { FrameHead } from "./frame-head.ts";
import { PendingBytes } from "./pending-bytes.ts";

const LF = 10;
const CR = 13;
/** The first letter of `data`, which no other field that counts has. */
const D = 0x64;

/** What is kept of an SSE event over the bound while its lines are passed over: the first of them, and its name and id. */
export class SkippedBlock {
  private readonly firstLines = new FrameHead();
  private readonly kept = new PendingBytes(SSE_FIELD_ALLOWANCE_BYTES);
  private hasTooManyFields = false;
  private atLineStart = true;
  private afterCr = false;
  private inData = false;

  /** Takes the next lines, or parts of one, without comments. */
  add(source: Uint8Array, start: number, end: number): void {
    this.firstLines.add(source, start, end);
    let index = start;
    while (index < end) {
      if (this.afterCr && source[index] === LF) index = this.endLine(source, index);
      else index = this.addOfLine(source, index, end);
    }
  }

  /** The first lines, up to 64 KiB. */
  get head(): Uint8Array {
    return this.firstLines.take();
  }

  /** The lines that hold no data; none when they are too many themselves. */
  get fields(): Uint8Array {
    return this.kept.view();
  }

  private addOfLine(source: Uint8Array, start: number, end: number): number {
    if (this.atLineStart) this.inData = source[start] === D;
    this.afterCr = false;
    let index = start;
    while (index < end && source[index] !== LF && source[index] !== CR) index += 1;
    this.atLineStart = index < end;
    this.afterCr = source[index] === CR && index < end;
    const next = Math.min(index + 1, end);
    this.keep(source, start, next);
    return next;
  }

  /** The second half of a CRLF. */
  private endLine(source: Uint8Array, index: number): number {
    this.afterCr = false;
    this.keep(source, index, index + 1);
    return index + 1;
  }

  private keep(source: Uint8Array, start: number, end: number): void {
    if (this.inData || this.hasTooManyFields) return;
    this.hasTooManyFields = this.kept.length + end - start > SSE_FIELD_ALLOWANCE_BYTES;
    if (this.hasTooManyFields) this.kept.clear();
    else this.kept.append(source, start, end);
  }
}
