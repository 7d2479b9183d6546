import type { CodingStage } from "./coding-stage.ts";
import { type Decoder, type DecoderCoding, decoderOf } from "./decoder.ts";
import { Decoding, type Expansion } from "./decoding.ts";
import { tellsCutOff } from "./tells-cut-off.ts";

const ZSTD_MAGIC_BYTES = 4;
const ONE_BYTE = Uint8Array.of(0);
const NO_ZSTD_FRAME = ONE_BYTE;
const UNEXPECTED_END = "unexpected end of file";
/** As libzstd calls it (ZSTD_error_prefix_unknown); Deno gives the error no code. */
const STARTS_NO_FRAME = "Unknown frame descriptor";

/** A coding that a decoder of Node's undoes as it is. */
export class DecoderStage implements CodingStage {
  cutOff: Error | undefined;
  private readonly coding: DecoderCoding;
  private readonly decoding: Decoding;
  private readonly tellsCutOff: (coding: DecoderCoding) => boolean;
  private decoder: Decoder | undefined;

  /** @param tells whether the decoder of a coding tells a body that was cut off from a whole one; as the runtime's does by default */
  constructor(coding: DecoderCoding, target: string, expansion: Expansion, tells = tellsCutOff) {
    this.coding = coding;
    this.tellsCutOff = tells;
    this.decoding = new Decoding(coding, target, expansion);
  }

  async *feed(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
    const { decoding } = this;
    let rest = chunk;
    for (let firstByte = rest[0]; firstByte !== undefined && !decoding.complete; firstByte = rest[0]) {
      this.decoder ??= this.start(firstByte);
      const used = yield* decoding.write(this.decoder, rest);
      if (used === rest.length) return;
      rest = rest.subarray(used);
      if (this.coding !== "zstd") break;
      this.nextFrame();
    }
    if (rest.length > 0) throw decoding.trailing(rest);
  }

  async *end(): AsyncGenerator<Uint8Array, void, void> {
    const { decoder, decoding } = this;
    if (decoder === undefined || decoding.complete) return;
    if (!this.tellsCutOff(this.coding)) {
      if (this.coding === "zstd") await this.probeZstd(decoder);
      else await this.probeOneStream(decoder);
      return;
    }
    yield* decoding.pieces(() => decoder.end());
    this.cutOff = decoding.failure;
  }

  dispose(): void {
    this.decoding.dispose();
  }

  /**
   * The zstd decoder of Node 22 and 24, Bun and Deno takes a frame that was cut off for whole. A byte that starts no frame tells: between
   * frames it is refused as such; inside of one it is taken for data, which nobody gets to see.
   */
  private async probeZstd(decoder: Decoder): Promise<void> {
    const started = decoder.bytesWritten >= ZSTD_MAGIC_BYTES;
    await this.writeUnseen(decoder, NO_ZSTD_FRAME);
    const isRefused = this.decoding.failure?.message.includes(STARTS_NO_FRAME) ?? false;
    if (!started || !isRefused) this.cutOff = new Error(UNEXPECTED_END);
  }

  /** The brotli decoder of Deno takes a stream that was cut off for whole. It uses one more byte only when it is not at the end. */
  private async probeOneStream(decoder: Decoder): Promise<void> {
    const { bytesWritten } = decoder;
    await this.writeUnseen(decoder, ONE_BYTE);
    const isWhole = decoder.bytesWritten === bytesWritten && this.decoding.failure === undefined;
    if (!isWhole) this.cutOff = new Error(UNEXPECTED_END);
  }

  private async writeUnseen(decoder: Decoder, bytes: Uint8Array): Promise<void> {
    for await (const _ of this.decoding.pieces((done) => decoder.write(bytes, done)));
  }

  /** A zstd body may be many frames (RFC 8878, 3.1); Node's decoder ends with the first that ends inside a chunk. */
  private nextFrame(): void {
    this.decoding.leave();
    this.decoder = undefined;
  }

  private start(firstByte: number): Decoder {
    const decoder = decoderOf(this.coding, firstByte);
    this.decoding.use(decoder);
    return decoder;
  }
}
