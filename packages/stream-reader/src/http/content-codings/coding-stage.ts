import { StreamDecodeError } from "../../errors/body-errors.ts";
import type { ContentCoding } from "./content-coding.ts";
import { type Decoder, decoderOf } from "./decoder.ts";
import { zstdTellsCutOff } from "./zstd.ts";

/** How far a stage may expand. */
export interface Expansion {
  maxBytes(): number;
  refuse(decodedBytes: number): Error;
}

const ZSTD_MAGIC_BYTES = 4;
const NO_ZSTD_FRAME = Uint8Array.of(0);

/** One content coding of a body. */
export class CodingStage {
  /** Why the coding is incomplete, once its input has ended. */
  cutOff: Error | undefined;
  private readonly coding: ContentCoding;
  private readonly target: string;
  private readonly expansion: Expansion;
  private transform: Decoder | undefined;
  private decodedBytes = 0;
  private failure: Error | undefined;
  private complete = false;
  private wake: (() => void) | undefined;

  constructor(coding: ContentCoding, target: string, expansion: Expansion) {
    this.coding = coding;
    this.target = target;
    this.expansion = expansion;
  }

  /**
   * All that this chunk completes.
   *
   * @throws StreamDecodeError; also for bytes after the end of the coding, but for the zeros that may pad gzip
   */
  async *feed(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
    let rest = chunk;
    for (let firstByte = rest[0]; firstByte !== undefined && !this.complete; firstByte = rest[0]) {
      this.transform ??= this.start(firstByte);
      const { transform } = this;
      const usedBefore = transform.bytesWritten;
      yield* this.pieces((done) => transform.write(rest, done));
      if (this.failure !== undefined) throw new StreamDecodeError(this.target, this.coding, this.failure);
      const used = transform.bytesWritten - usedBefore;
      if (used === rest.length) return;
      rest = rest.subarray(used);
      if (this.coding !== "zstd") break;
      this.nextFrame();
    }
    if (rest.length > 0 && !this.isPadding(rest)) throw this.trailing(rest);
  }

  /** What is left when the input has ended; what was cut off is in `cutOff`. A body without a byte is complete. */
  async *end(): AsyncGenerator<Uint8Array, void, void> {
    const { transform } = this;
    if (transform === undefined || this.complete) return;
    if (this.coding === "zstd" && !zstdTellsCutOff()) {
      await this.probe(transform);
      return;
    }
    yield* this.pieces(() => transform.end());
    this.cutOff = this.failure;
  }

  /**
   * The zstd decoder of Node 22 and 24 takes a frame that was cut off for whole. A byte that starts no frame tells: between frames it is
   * refused as such; inside of one it is taken for data, which nobody gets to see.
   */
  private async probe(transform: Decoder): Promise<void> {
    const started = transform.bytesWritten >= ZSTD_MAGIC_BYTES;
    for await (const _ of this.pieces((done) => transform.write(NO_ZSTD_FRAME, done)));
    const refused = (this.failure as NodeJS.ErrnoException | undefined)?.code === "ZSTD_error_prefix_unknown";
    if (!started || !refused) this.cutOff = new Error("unexpected end of file");
  }

  /** gzip(1) and zlib take zeros after the last member for the padding of a block. */
  private isPadding(bytes: Uint8Array): boolean {
    return this.coding === "gzip" && bytes.every((byte) => byte === 0);
  }

  private trailing({ length }: Uint8Array): StreamDecodeError {
    const cause = new Error(`${length} bytes come after its end`);
    return new StreamDecodeError(this.target, this.coding, cause);
  }

  dispose(): void {
    this.transform?.destroy();
    this.awake();
  }

  /** A zstd body may be many frames (RFC 8878, 3.1); Node's decoder ends with the first that ends inside a chunk. */
  private nextFrame(): void {
    this.transform?.removeAllListeners("end").destroy();
    this.transform = undefined;
  }

  private start(firstByte: number): Decoder {
    const transform = decoderOf(this.coding, firstByte);
    transform.on("readable", () => this.awake());
    transform.on("end", () => {
      this.complete = true;
      this.awake();
    });
    transform.on("close", () => this.awake());
    transform.on("error", (error: Error) => {
      this.failure = error;
      this.awake();
    });
    return transform;
  }

  private async *pieces(
    act: (done: (error?: Error | null) => void) => void,
  ): AsyncGenerator<Uint8Array, void, void> {
    let done = false;
    act((error) => {
      done = true;
      this.failure ??= error ?? undefined;
      this.awake();
    });
    for (;;) {
      const piece: Uint8Array | null = this.transform?.read() ?? null;
      if (piece !== null) {
        this.decodedBytes += piece.length;
        if (this.decodedBytes > this.expansion.maxBytes()) throw this.expansion.refuse(this.decodedBytes);
        yield piece;
      } else if (done || this.complete || this.failure !== undefined || this.transform?.closed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }

  private awake(): void {
    this.wake?.();
  }
}
