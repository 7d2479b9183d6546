import { FrameTooLargeError } from "../../errors/frame-errors.ts";
import type { TruncatedRecord } from "../frames/frame-format.ts";
import { type FrameLimits, passesOversize } from "../frames/frame-limits.ts";
import { headOf, type OversizeRecord } from "../frames/rejected-frame.ts";
import { FrameHead } from "./frame-head.ts";
import { type OnBytes, PendingBytes } from "./pending-bytes.ts";

const NOTHING = new Uint8Array(0);

/** What a {@link RecordBuffer} is made with. */
export interface RecordBufferOptions {
  limits: FrameLimits;
  /** Most bytes that a record may end with that do not count: the longest terminator. */
  terminatorBytes: number;
  /** Called with each complete record within the bound, without its terminator. */
  onRecord: OnBytes;
  /** Called with each complete record over the bound; it throws unless that is to be passed over. */
  onOversize: (record: OversizeRecord) => void;
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
  private readonly onOversize: (record: OversizeRecord) => void;
  private readonly head = new FrameHead();
  private readonly pending: PendingBytes;
  private chunkOffset = 0;
  private recordOffset = 0;
  private skippedBytes = 0;

  constructor({ limits, terminatorBytes, onRecord, onOversize }: RecordBufferOptions) {
    this.limits = limits;
    this.terminatorBytes = terminatorBytes;
    this.onRecord = onRecord;
    this.onOversize = onOversize;
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
    else {
      const head = headOf(chunk, start, end - trim);
      this.onOversize({ bytes: end - start - trim, offset: this.chunkOffset + start, head });
    }
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
      this.behead(chunk, start, end);
    } else this.pending.append(chunk, start, end);
  }

  /** Drops what has come of the record. */
  drop(): void {
    this.lastByte = -1;
    this.skippedBytes = 0;
    this.pending.clear();
    this.head.take();
  }

  /** What has come of a record without an end, when no more bytes come; one that was being skipped is reported as such. */
  rest(): TruncatedRecord | undefined {
    if (!this.isOpen) return undefined;
    const bytes = this.pending.view();
    const { skippedBytes, recordOffset: offset } = this;
    const head = this.head.take();
    this.drop();
    if (skippedBytes === 0) return { bytes };
    if (this.limits.onOversize === undefined) return { bytes: head };
    this.onOversize({ bytes: skippedBytes, offset, head });
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
      this.behead(chunk, start, end - trim);
      this.onOversize({ bytes: size, offset: this.recordOffset, head: this.head.take().subarray(0, size) });
    } else {
      this.pending.append(chunk, start, end);
      this.pending.take(trim, this.onRecord);
    }
  }

  /** Of what is kept of a record that is passed over, and of what has come of it now, only its head stays. */
  private behead(chunk: Uint8Array, start: number, end: number): void {
    const kept = this.pending.view();
    this.pending.clear();
    if (!this.limits.delivers) return;
    this.head.add(kept, 0, kept.length);
    this.head.add(chunk, start, end);
  }

  private assertSkippable(): void {
    if (!passesOversize(this.limits)) throw new FrameTooLargeError(this.limits.maxFrameBytes);
  }
}
