const BOM = [0xef, 0xbb, 0xbf];

/** Takes one byte order mark away at the very start of a stream, however it is cut. */
export class ByteOrderMark {
  /** Bytes of the mark that have come, and are held back until it is known what they are. */
  private matched = 0;
  private decided = false;

  /** Bytes of the stream that the mark took: 3, or 0 when there is none. */
  get skippedBytes(): number {
    return this.decided && this.matched === BOM.length ? BOM.length : 0;
  }

  /** The bytes to go on with. */
  strip(chunk: Uint8Array): Uint8Array {
    if (this.decided) return chunk;
    const held = this.matched;
    let taken = 0;
    while (this.matched < BOM.length && taken < chunk.length && chunk[taken] === BOM[this.matched]) {
      this.matched += 1;
      taken += 1;
    }
    if (taken === chunk.length && this.matched < BOM.length) return chunk.subarray(taken);
    this.decided = true;
    if (this.matched === BOM.length) return chunk.subarray(taken);
    if (held === 0) return chunk;
    const joined = new Uint8Array(held + chunk.length);
    joined.set(BOM.slice(0, held));
    joined.set(chunk, held);
    return joined;
  }

  /** What is held back when no more bytes come: the start of a mark that is none. */
  rest(): Uint8Array {
    const held = this.decided ? 0 : this.matched;
    this.decided = true;
    return Uint8Array.from(BOM.slice(0, held));
  }
}
