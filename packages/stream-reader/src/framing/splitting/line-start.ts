const LF = 10;
const CR = 13;

/** Finds a mark at the beginning of a line, however the network cuts it. */
export class LineStart {
  private readonly mark: Uint8Array;
  /** How much of the mark the line in hand has begun with; -1 when it does not. */
  private matched = 0;
  private lastByte = -1;
  private terminatorBytes = 0;

  constructor(mark: Uint8Array) {
    this.mark = mark;
  }

  /** How many bytes the mark has, with the line end before it. */
  get length(): number {
    return this.terminatorBytes + this.mark.length;
  }

  /** The bytes begin anew, with a line. */
  restart(): void {
    this.matched = 0;
    this.lastByte = -1;
    this.terminatorBytes = 0;
  }

  /** Where the mark that is found ends; -1 when there is none in what is left of the chunk. */
  find(chunk: Uint8Array, from: number): number {
    const { mark } = this;
    let index = from;
    while (index < chunk.length) {
      if (this.matched === -1) {
        const lf = chunk.indexOf(LF, index);
        if (lf === -1) break;
        this.beginLine(lf > from ? chunk[lf - 1] : this.lastByte);
        index = lf + 1;
      } else if (chunk[index] === mark[this.matched]) {
        this.matched += 1;
        index += 1;
        if (this.matched === mark.length) return index;
      } else this.matched = -1;
    }
    if (chunk.length > from) this.lastByte = chunk[chunk.length - 1] ?? -1;
    return -1;
  }

  private beginLine(before: number | undefined): void {
    this.matched = 0;
    this.terminatorBytes = before === CR ? 2 : 1;
  }
}
