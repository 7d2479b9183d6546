/** Pieces of this much are cut from one slab; 8 KiB. */
const SLAB_BYTES = 8 * 1024;

const NO_SLAB = new Uint8Array(0);

/** Where some bytes are: `source[start..end)`. */
export type OnBytes = (source: Uint8Array, start: number, end: number) => void;

/**
 * Puts together what the network has cut: bytes are copied to the end of a slab, which doubles when one record fills it, so
 * that a record of many small pieces costs no more than one of few. What was taken stays where it is, never overwritten.
 */
export class PendingBytes {
  private readonly maxBytes: number;
  private slab = NO_SLAB;
  private start = 0;
  private end = 0;

  /** @param maxBytes the most that a caller keeps at once: the slab grows no larger for a record within it */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get length(): number {
    return this.end - this.start;
  }

  append(source: Uint8Array, start: number, end: number): void {
    const added = end - start;
    if (this.slab.length - this.end < added) this.grow(this.length + added);
    this.slab.set(source.subarray(start, end), this.end);
    this.end += added;
  }

  /** Hands over what is kept, but for the last `trim` bytes, and begins anew. */
  take(trim: number, onBytes: OnBytes): void {
    const { slab, start, end } = this;
    this.clear();
    onBytes(slab, start, end - trim);
  }

  /** What is kept, as a view. */
  view(): Uint8Array {
    return this.slab.subarray(this.start, this.end);
  }

  /** Drops what is kept. */
  clear(): void {
    this.start = this.end;
    if (this.slab.length <= SLAB_BYTES) return;
    this.slab = NO_SLAB;
    this.start = 0;
    this.end = 0;
  }

  private grow(needed: number): void {
    const roomy = Math.max(SLAB_BYTES, Math.min(2 * needed, this.maxBytes));
    const slab = new Uint8Array(Math.max(needed, roomy));
    slab.set(this.view());
    this.end = this.length;
    this.start = 0;
    this.slab = slab;
  }
}
