import { FrameInvalidError } from "../../errors/frame-errors.ts";

/** How the length before a frame is written. */
export type LengthPrefix = "varint" | "uint32be" | "uint32le";

/** The longest varint: ten groups of seven bits (protobuf, "Base 128 Varints"). */
const MAX_VARINT_BYTES = 10;
const UINT32_BYTES = 4;

/** Reads one length after the other, each byte by byte. */
export class LengthReader {
  private readonly prefix: LengthPrefix;
  private readonly read = new Uint8Array(MAX_VARINT_BYTES);
  private count = 0;
  private value = 0;
  private done = false;

  constructor(prefix: LengthPrefix) {
    this.prefix = prefix;
  }

  /** The bytes of the length in hand so far. */
  get bytes(): Uint8Array {
    return this.read.slice(0, this.count);
  }

  /** Forgets the length that it has read. */
  restart(): void {
    this.count = 0;
    this.value = 0;
    this.done = false;
  }

  /**
   * Takes one byte of the prefix.
   *
   * @returns the length, when this was the last byte of it
   * @throws FrameInvalidError when it is no length
   */
  take(byte: number): number | undefined {
    this.read[this.count] = byte;
    this.count += 1;
    if (this.prefix === "varint") this.takeVarint(byte);
    else this.takeUint32(byte);
    return this.done ? this.value : undefined;
  }

  private takeVarint(byte: number): void {
    this.value += (byte & 0x7f) * 128 ** (this.count - 1);
    this.done = byte < 0x80;
    const tooLong = !this.done && this.count === MAX_VARINT_BYTES;
    if (tooLong || !Number.isSafeInteger(this.value)) {
      throw new FrameInvalidError(
        "a length prefix is no varint below 2^53 (the error carries it): check that the stream has prefixes of this kind",
        this.bytes,
      );
    }
  }

  private takeUint32(byte: number): void {
    const place = this.prefix === "uint32be" ? UINT32_BYTES - this.count : this.count - 1;
    this.value += byte * 256 ** place;
    this.done = this.count === UINT32_BYTES;
  }
}
