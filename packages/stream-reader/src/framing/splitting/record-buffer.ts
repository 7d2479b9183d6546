import { FrameTooLargeError } from "../../errors/frame-errors.ts";
import type { TruncatedRecord } from "../frames/frame-format.ts";
import type { FrameLimits } from "../frames/frame-limits.ts";
import { type OnBytes, PendingBytes } from "./pending-bytes.ts";

const NOTHING = new Uint8Array(0);

/** What a {@link RecordBuffer} is made with. */
export interface RecordBufferOptions {
  limits: FrameLimits;
  /** Most bytes that a record may end with that do not count: the longest terminator. */
  terminatorBytes: number;
  /** Called with each complete record within the bound, without its terminator. */
  onRecord: OnBytes;
}

/**
 * What stands between a scanner, which finds where records end, and their frames: a record that lies in one chunk passes
 * through as it is, one that the network cut is put together, and one over the bound is an error or is skipped and reported.
 */
export class RecordBuffer {
  /** The last byte of the record so far that came in earlier chunks; -1 when it has none. */
  lastByte = -1;
  private readonly limits: FrameLimits;
  private readonly terminatorBytes: number;
  private readonly onRecord: OnBytes;
  private readonly pending: PendingBytes;
  private chunkOffset = 0;
  private recordOffset = 0;
  private skippedBytes = 0;

  constructor({ limits, terminatorBytes, onRecord }: RecordBufferOptions) {
    this.limits = limits;
    this.terminatorBytes = terminatorBytes;
    this.onRecord = onRecord;
    this.pending = new PendingBytes(limits.maxFrameBytes + terminatorBytes);
  }

  /** Whether a part of a record is waiting for the rest of it. */
  get isOpen(): boolean {
    return this.lastByte !== -1;
  }

  /** Says that so many bytes of the stream have been dealt with. */
  advance(bytes: number): void {
    this.chunkOffset += bytes;
  }

  /** The record ends at `chunk[end]`, its last `trim` bytes being the terminator; it began at `start`, or earlier. */
  complete(chunk: Uint8Array, start: number, end: number, trim: number): void {
    if (this.lastByte !== -1) this.completeCut(chunk, start, end, trim);
    else if (end - start - trim <= this.limits.maxFrameBytes) this.onRecord(chunk, start, end - trim);
    else this.oversize(end - start - trim, this.chunkOffset + start);
  }

  /** The record goes on in the next chunk. */
  keep(chunk: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    if (!this.isOpen) this.recordOffset = this.chunkOffset + start;
    this.lastByte = chunk[end - 1] ?? -1;
    const size = this.pending.length + end - start;
    if (this.skippedBytes > 0 || size > this.limits.maxFrameBytes + this.terminatorBytes) {
      this.assertSkippable();
      this.skippedBytes += size;
      this.pending.clear();
    } else this.pending.append(chunk, start, end);
  }

  /** Drops what has come of the record. */
  drop(): void {
    this.lastByte = -1;
    this.skippedBytes = 0;
    this.pending.clear();
  }

  /** What has come of a record without an end, when no more bytes come; one that was being skipped is reported as such. */
  rest(): TruncatedRecord | undefined {
    if (!this.isOpen) return undefined;
    const bytes = this.pending.view();
    const { skippedBytes } = this;
    this.drop();
    if (skippedBytes === 0) return { bytes };
    this.oversize(skippedBytes, this.recordOffset);
    return undefined;
  }

  /** Takes what has come for the whole record. */
  completeRest(): undefined {
    if (this.isOpen) this.completeCut(NOTHING, 0, 0, 0);
  }

  private completeCut(chunk: Uint8Array, start: number, end: number, trim: number): void {
    const size = this.skippedBytes + this.pending.length + end - start - trim;
    this.lastByte = -1;
    this.skippedBytes = 0;
    if (size > this.limits.maxFrameBytes) {
      this.pending.clear();
      this.oversize(size, this.recordOffset);
    } else {
      this.pending.append(chunk, start, end);
      this.pending.take(trim, this.onRecord);
    }
  }

  private oversize(bytes: number, offset: number): void {
    this.assertSkippable();
    this.limits.onOversize?.({ bytes, offset });
  }

  private assertSkippable(): void {
    if (this.limits.onOversize === undefined) throw new FrameTooLargeError(this.limits.maxFrameBytes);
  }
}
