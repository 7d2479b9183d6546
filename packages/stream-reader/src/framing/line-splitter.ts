import { FrameTooLargeError } from "../errors.ts";

const LF = 10;
const CR = 13;
const BOM = [0xef, 0xbb, 0xbf];

/** How lines are told apart. */
export interface LineSplitterOptions {
  /** Most bytes in a line, its terminator not counted. */
  maxLineBytes: number;
  /** Whether a CR that no LF follows ends a line too. */
  loneCr: boolean;
  /** Called with each terminated line, without its terminator. */
  onLine(line: Uint8Array): void;
}

/**
 * Cuts bytes into lines ended by LF or CRLF (and CR by option). A line is a view of its chunk unless it began in
 * an earlier one. A byte order mark at the very start is taken away.
 */
export class LineSplitter {
  private readonly options: LineSplitterOptions;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private atStart = true;
  private skipLf = false;

  constructor(options: LineSplitterOptions) {
    this.options = options;
  }

  feed(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    let start = 0;
    if (this.skipLf) {
      this.skipLf = false;
      if (chunk[0] === LF) start = 1;
    }
    let lf = chunk.indexOf(LF, start);
    if (this.options.loneCr) {
      let cr = chunk.indexOf(CR, start);
      while (cr !== -1) {
        while (lf !== -1 && lf < cr) {
          this.emit(chunk, start, lf);
          start = lf + 1;
          lf = chunk.indexOf(LF, start);
        }
        this.emit(chunk, start, cr);
        start = cr + 1;
        if (start === chunk.length) this.skipLf = true;
        else if (chunk[start] === LF) start += 1;
        lf = chunk.indexOf(LF, start);
        cr = chunk.indexOf(CR, start);
      }
    }
    while (lf !== -1) {
      this.emit(chunk, start, lf);
      start = lf + 1;
      lf = chunk.indexOf(LF, start);
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** The bytes after the last terminator, without a byte order mark. */
  rest(): Uint8Array {
    return this.withoutBom(this.takePending());
  }

  private emit(chunk: Uint8Array, start: number, end: number): void {
    let line = chunk.subarray(start, end);
    if (this.pendingBytes > 0) {
      this.pending.push(line);
      this.pendingBytes += line.length;
      line = this.takePending();
    }
    if (line[line.length - 1] === CR && !this.options.loneCr) line = line.subarray(0, -1);
    line = this.withoutBom(line);
    if (line.length > this.options.maxLineBytes) throw new FrameTooLargeError(this.options.maxLineBytes);
    this.options.onLine(line);
  }

  private keep(part: Uint8Array): void {
    this.pending.push(part);
    this.pendingBytes += part.length;
    const terminatorAndBom = 1 + (this.atStart ? BOM.length : 0);
    if (this.pendingBytes > this.options.maxLineBytes + terminatorAndBom) {
      throw new FrameTooLargeError(this.options.maxLineBytes);
    }
  }

  private takePending(): Uint8Array {
    const [first] = this.pending;
    const whole =
      this.pending.length === 1 && first !== undefined ? first : concat(this.pending, this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    return whole;
  }

  private withoutBom(line: Uint8Array): Uint8Array {
    if (!this.atStart) return line;
    this.atStart = false;
    return BOM.every((byte, index) => line[index] === byte) ? line.subarray(BOM.length) : line;
  }
}

function concat(parts: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
