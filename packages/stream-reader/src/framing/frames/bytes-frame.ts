import type { Frame } from "./frame.ts";
import { decodeUtf8 } from "./utf8.ts";

/** A frame whose payload is `source[start..end)`; the view of it, text and JSON are made on demand. */
export class BytesFrame implements Frame {
  private source: Uint8Array;
  private start: number;
  private readonly size: number;
  private decoded: string | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(source: Uint8Array, start: number, end: number) {
    this.source = source;
    this.start = start;
    this.size = end - start;
  }

  /** How many bytes the payload has. */
  get byteLength(): number {
    return this.size;
  }

  get bytes(): Uint8Array {
    if (this.source.length !== this.size) {
      this.source = this.source.subarray(this.start, this.start + this.size);
      this.start = 0;
    }
    return this.source;
  }

  get text(): string {
    this.decoded ??= decodeUtf8(this.bytes);
    return this.decoded;
  }

  json(): unknown {
    this.parsed ??= { value: this.parse() };
    return this.parsed.value;
  }

  protected parse(): unknown {
    return JSON.parse(this.text);
  }
}
