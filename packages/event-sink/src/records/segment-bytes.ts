import { InvalidItemError } from "../errors.ts";

const SEVEN_BITS = 0x7f;
const MORE = 0x80;
const BASE = 128;

/** Numbers and blocks of bytes one after the other: a number is a zigzag LEB128 varint, a block its length and its bytes. */
export class SegmentWriter {
  private readonly parts: Uint8Array[] = [];
  private small: number[] = [];

  byte(value: number): void {
    this.small.push(value);
  }

  /** A whole number, negative ones too. */
  number(value: number): void {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest > SEVEN_BITS) {
      this.small.push((rest % BASE) | MORE);
      rest = Math.floor(rest / BASE);
    }
    this.small.push(rest);
  }

  block(bytes: Uint8Array): void {
    this.number(bytes.byteLength);
    this.parts.push(Uint8Array.from(this.small), bytes);
    this.small = [];
  }

  bytes(): Uint8Array {
    return Buffer.concat([...this.parts, Uint8Array.from(this.small)]);
  }
}

/** Reads what a {@link SegmentWriter} has written; throws InvalidItemError where that ends too early. */
export class SegmentReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get hasMore(): boolean {
    return this.at < this.bytes.byteLength;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw cut();
    this.at += 1;
    return value;
  }

  number(): number {
    let value = 0;
    let place = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & SEVEN_BITS) * place;
      if (!Number.isSafeInteger(value)) throw cut();
      if (byte < MORE) break;
      place *= BASE;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  block(): Uint8Array {
    const length = this.number();
    const end = this.at + length;
    if (length < 0 || end > this.bytes.byteLength) throw cut();
    const block = this.bytes.subarray(this.at, end);
    this.at = end;
    return block;
  }

  text(): string {
    return Buffer.from(this.block()).toString("utf8");
  }
}

function cut(): InvalidItemError {
  return new InvalidItemError("data", "a segment's events, whole");
}
