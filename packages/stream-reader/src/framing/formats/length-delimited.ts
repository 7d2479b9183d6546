import type { OptionNames } from "@unbounded-streams/option-names";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { FrameTooLargeError } from "../../errors/frame-errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import { BytesFrame } from "../frames/bytes-frame.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf, passesOversize } from "../frames/frame-limits.ts";
import { passOversize } from "../frames/rejected-frame.ts";
import { FrameHead } from "../splitting/frame-head.ts";
import { type LengthPrefix, LengthReader } from "../splitting/length-prefix.ts";
import { RecordBuffer } from "../splitting/record-buffer.ts";

/** How frames of a length-delimited stream are told apart. */
export interface LengthDelimitedOptions {
  /**
   * What stands before each frame: its length as a `varint` (protobuf's delimited messages; the default), or in four bytes,
   * `uint32be` (most significant first) or `uint32le`.
   */
  prefix?: LengthPrefix;
}

const OPTIONS: OptionNames<LengthDelimitedOptions> = { prefix: true };

const PREFIXES: readonly LengthPrefix[] = ["varint", "uint32be", "uint32le"];

/**
 * Each frame comes after its length in bytes, and may be empty. Memory grows with what has come, not with what a length
 * announces.
 *
 * @throws StreamOptionError when the prefix is none of those, and for an option that is none
 */
export function lengthDelimited(options: LengthDelimitedOptions = {}): FrameFormat {
  assertKnownOptions("lengthDelimited", options, OPTIONS);
  const { prefix = "varint" } = options;
  if (!PREFIXES.includes(prefix)) {
    throw new StreamOptionError(
      `the prefix is ${JSON.stringify(prefix)}: allowed are ${PREFIXES.join(", ")}`,
    );
  }
  return {
    name: "length-delimited",
    accept: "application/octet-stream, */*;q=0.5",
    decoder: (decoderOptions) => new LengthDelimitedDecoder(prefix, decoderOptions),
  };
}

class LengthDelimitedDecoder implements FrameDecoder {
  private readonly limits: FrameLimits;
  private readonly length: LengthReader;
  private readonly records: RecordBuffer;
  /** Of a frame over the bound. */
  private readonly head = new FrameHead();
  private target: Frame[] = [];
  /** The length of the frame in hand; undefined while it is being read. */
  private size: number | undefined;
  private missing = 0;
  private chunkOffset = 0;

  constructor(prefix: LengthPrefix, options: DecoderOptions | undefined) {
    this.limits = limitsOf(options);
    this.length = new LengthReader(prefix);
    this.records = new RecordBuffer({
      limits: this.limits,
      terminatorBytes: 0,
      onRecord: (source, start, end) => this.target.push(new BytesFrame(source, start, end)),
      onOversize: (record) => passOversize(this.limits, this.target, record),
    });
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    this.target = into;
    let index = 0;
    while (index < chunk.length) {
      if (this.size === undefined) {
        this.takePrefix(chunk[index] ?? 0);
        index += 1;
      }
      if (this.size !== undefined) index = this.takePayload(chunk, index, this.size);
    }
    this.chunkOffset += chunk.length;
    return into;
  }

  end(): TruncatedRecord | undefined {
    if (this.size !== undefined && this.size > this.limits.maxFrameBytes) {
      const came = this.size - this.missing;
      const head = this.head.take();
      this.restart();
      if (this.limits.onOversize === undefined) return { bytes: head };
      this.limits.onOversize({ bytes: came, offset: this.chunkOffset - came });
      return undefined;
    }
    const prefix = this.length.bytes;
    const payload = this.records.rest()?.bytes ?? new Uint8Array(0);
    this.restart();
    if (prefix.length === 0) return undefined;
    const bytes = new Uint8Array(prefix.length + payload.length);
    bytes.set(prefix);
    bytes.set(payload, prefix.length);
    return { bytes };
  }

  private takePrefix(byte: number): void {
    const size = this.length.take(byte);
    if (size === undefined) return;
    if (size > this.limits.maxFrameBytes && !passesOversize(this.limits)) {
      throw new FrameTooLargeError(this.limits.maxFrameBytes);
    }
    this.size = size;
    this.missing = size;
  }

  /** Takes what the chunk has of the frame. Returns where the next one begins, or the end of the chunk. */
  private takePayload(chunk: Uint8Array, from: number, size: number): number {
    const end = Math.min(from + this.missing, chunk.length);
    this.missing -= end - from;
    const isWhole = this.missing === 0;
    if (size > this.limits.maxFrameBytes) {
      this.head.add(chunk, from, end);
      const offset = this.chunkOffset + end - size;
      if (isWhole) passOversize(this.limits, this.target, { bytes: size, offset, head: this.head.take() });
    } else if (isWhole) this.records.complete(chunk, from, end, 0);
    else this.records.keep(chunk, from, end);
    if (isWhole) this.restart();
    return end;
  }

  private restart(): void {
    this.size = undefined;
    this.length.restart();
  }
}
