import { FrameTooLargeError } from "../../errors/frame-errors.ts";
import { SSE_FIELD_ALLOWANCE_BYTES } from "../../limits.ts";
import { type FrameLimits, passesOversize } from "../frames/frame-limits.ts";
import { searchable } from "./native-search.ts";
import { type OnBytes, PendingBytes } from "./pending-bytes.ts";
import { SkippedBlock } from "./skipped-block.ts";

const LF = 10;
const CR = 13;
const COLON = 0x3a;

/** A blank line after any line: the first LF may be taken for the second half of a CRLF, where a comment was left out. */
const BLANK_LINE = Uint8Array.of(LF, LF);

/** What {@link EventBlocks} is made with. */
export interface EventBlocksOptions {
  limits: FrameLimits;
  /**
   * Called with whole blocks: several only if all of them together are within `maxFrameBytes`, so that one over the bound
   * comes alone. `offset` is where they begin in the stream, `wireBytes` how many bytes of it one has without its blank line.
   */
  onBlocks(bytes: Uint8Array, offset: number, wireBytes: number): void;
  /** Called with each whole block over the bound: its first lines, and its lines but for those of its data. */
  onSkipped(head: Uint8Array, fields: Uint8Array, offset: number, wireBytes: number): void;
}

/**
 * Cuts an SSE body after its blank lines, so that what follows sees whole events only: text is decoded where no character
 * can be cut, and what the end of the body cuts off is known byte for byte. Blocks pass through as views of their chunk; of
 * one that the network cut, the lines so far are kept without comments, within the bound.
 */
export class EventBlocks {
  private readonly limits: FrameLimits;
  private readonly onBlocks: EventBlocksOptions["onBlocks"];
  private readonly onSkipped: EventBlocksOptions["onSkipped"];
  private readonly maxBlockBytes: number;
  private readonly pending: PendingBytes;
  private readonly handOver: OnBytes;
  private chunkOffset = 0;
  private blockOffset = 0;
  private wireBytes = 0;
  private inBlock = false;
  private atLineStart = true;
  private inComment = false;
  private afterCr = false;
  private skipped: SkippedBlock | undefined;
  /** Whether the chunk in hand needs the careful way: most streams have LF only, which is searched for natively. */
  private hasCr = false;

  constructor({ limits, onBlocks, onSkipped }: EventBlocksOptions) {
    this.limits = limits;
    this.onBlocks = onBlocks;
    this.onSkipped = onSkipped;
    this.maxBlockBytes = limits.maxFrameBytes + SSE_FIELD_ALLOWANCE_BYTES;
    this.pending = new PendingBytes(this.maxBlockBytes);
    this.handOver = (slab, start, end) =>
      this.onBlocks(slab.subarray(start, end), this.blockOffset, this.wireBytes);
  }

  feed(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const chunk = searchable(bytes);
    this.hasCr = chunk.indexOf(CR) !== -1;
    let start = this.inBlock || this.afterCr ? this.finishBlock(chunk, 0) : 0;
    const end = endOfLastBlankLine(chunk, start, this.hasCr);
    if (end - start > this.limits.maxFrameBytes) {
      while (start < end) start = this.finishBlock(chunk, start);
    } else if (end > start) {
      this.onBlocks(chunk.subarray(start, end), this.chunkOffset + start, end - start);
      this.afterCr = end === chunk.length && chunk[end - 1] === CR;
    }
    if (end < chunk.length) this.finishBlock(chunk, Math.max(start, end));
    this.chunkOffset += chunk.length;
  }

  /** Says that so many bytes of the stream belong to no block. */
  pass(bytes: number): void {
    this.chunkOffset += bytes;
  }

  /** The lines that no blank line has followed yet, without whole comments; empty when they are over the bound. */
  unfinished(): Uint8Array {
    return this.pending.view();
  }

  /** No more bytes come: how much has come of a block that was being skipped, and its first lines; undefined without one. */
  end(): { readonly offset: number; readonly wireBytes: number; readonly head: Uint8Array } | undefined {
    const { skipped, blockOffset: offset } = this;
    this.skipped = undefined;
    return skipped && { offset, wireBytes: this.chunkOffset - offset, head: skipped.head };
  }

  /** Takes lines until one is blank. Returns where the next block begins, or the end of the chunk. */
  private finishBlock(chunk: Uint8Array, from: number): number {
    let index = from;
    if (this.afterCr) {
      this.afterCr = false;
      if (chunk[index] === LF) {
        if (this.inBlock && !this.inComment) this.keep(chunk, index, index + 1);
        index += 1;
      }
      if (!this.inBlock) return index;
    }
    while (index < chunk.length) {
      if (!this.inBlock) this.beginBlock(index);
      const end = endOfLine(chunk, index, this.hasCr);
      const isBlank = this.atLineStart && end === index;
      if (this.atLineStart && !isBlank) this.inComment = chunk[index] === COLON;
      const next = end === chunk.length ? end : this.afterTerminator(chunk, end);
      if (isBlank) {
        this.endBlock(index);
        return next;
      }
      if (!this.inComment) this.keep(chunk, index, next);
      this.atLineStart = end < chunk.length;
      index = next;
    }
    return index;
  }

  private beginBlock(index: number): void {
    this.inBlock = true;
    this.inComment = false;
    this.atLineStart = true;
    this.blockOffset = this.chunkOffset + index;
  }

  private endBlock(blankLine: number): void {
    this.inBlock = false;
    this.wireBytes = this.chunkOffset + blankLine - this.blockOffset;
    if (this.skipped !== undefined) {
      const { head, fields } = this.skipped;
      this.skipped = undefined;
      this.onSkipped(head, fields, this.blockOffset, this.wireBytes);
    } else {
      this.pending.append(BLANK_LINE, 0, BLANK_LINE.length);
      this.pending.take(0, this.handOver);
    }
  }

  /** Where the line after the terminator at `end` begins. The LF of a CRLF may be in the next chunk. */
  private afterTerminator(chunk: Uint8Array, end: number): number {
    if (chunk[end] === LF) return end + 1;
    this.afterCr = end + 1 === chunk.length;
    return chunk[end + 1] === LF ? end + 2 : end + 1;
  }

  private keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.skipped !== undefined) this.skipped.add(chunk, start, end);
    else if (this.pending.length + end - start <= this.maxBlockBytes) this.pending.append(chunk, start, end);
    else if (!passesOversize(this.limits)) throw new FrameTooLargeError(this.limits.maxFrameBytes);
    else {
      const lines = this.pending.view();
      this.pending.clear();
      this.skipped = new SkippedBlock();
      this.skipped.add(lines, 0, lines.length);
      this.skipped.add(chunk, start, end);
    }
  }
}

function endOfLine(chunk: Uint8Array, from: number, hasCr: boolean): number {
  if (!hasCr) {
    const lf = chunk.indexOf(LF, from);
    return lf === -1 ? chunk.length : lf;
  }
  let index = from;
  while (index < chunk.length && chunk[index] !== LF && chunk[index] !== CR) index += 1;
  return index;
}

/** Where the bytes after the last blank line begin; `from`, where a line begins, when there is none. */
function endOfLastBlankLine(chunk: Uint8Array, from: number, hasCr: boolean): number {
  if (!hasCr) {
    let lf = chunk.lastIndexOf(LF);
    while (lf > from && chunk[lf - 1] !== LF) lf = chunk.lastIndexOf(LF, lf - 1);
    return Math.max(lf + 1, from);
  }
  for (let index = chunk.length - 1; index >= from; index--) {
    const byte = chunk[index];
    if (byte !== LF && byte !== CR) continue;
    const before = byte === LF && chunk[index - 1] === CR ? index - 2 : index - 1;
    if (before < from || chunk[before] === LF || chunk[before] === CR) return index + 1;
  }
  return from;
}
