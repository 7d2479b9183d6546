import { StreamDecodeError } from "../../errors/body-errors.ts";
import type { ContentCoding } from "./content-coding.ts";
import type { Decoder } from "./decoder.ts";

/** How far a stage may expand. */
export interface Expansion {
  maxBytes(): number;
  refuse(decodedBytes: number): Error;
}

/** Drives the decoders of one stage, one at a time, piece by piece as the pieces are asked for. */
export class Decoding {
  /** What the decoder refused. */
  failure: Error | undefined;
  /** Whether the decoder has come to the end of its coding. */
  complete = false;
  private readonly coding: ContentCoding;
  private readonly target: string;
  private readonly expansion: Expansion;
  private decoder: Decoder | undefined;
  private decodedBytes = 0;
  private wake: (() => void) | undefined;

  constructor(coding: ContentCoding, target: string, expansion: Expansion) {
    this.coding = coding;
    this.target = target;
    this.expansion = expansion;
  }

  use(decoder: Decoder): void {
    this.decoder = decoder;
    decoder.on("readable", () => this.awake());
    decoder.on("end", () => {
      this.complete = true;
      this.awake();
    });
    decoder.on("close", () => this.awake());
    decoder.on("error", (error: Error) => {
      this.failure = error;
      this.awake();
    });
  }

  /** Lets go of a decoder that ends, or has ended, while the coding goes on. */
  leave(): void {
    this.decoder?.removeAllListeners("end").destroy();
    this.decoder = undefined;
  }

  /**
   * Gives out what these bytes complete.
   *
   * @returns how many of them the decoder has used
   * @throws StreamDecodeError
   */
  async *write(decoder: Decoder, bytes: Uint8Array): AsyncGenerator<Uint8Array, number, void> {
    const usedBefore = decoder.bytesWritten;
    yield* this.pieces((done) => decoder.write(bytes, done));
    if (this.failure !== undefined) throw this.invalid(this.failure);
    return decoder.bytesWritten - usedBefore;
  }

  /** Gives out what an act at the decoder completes; whether it failed is in `failure`. */
  async *pieces(act: (done: (error?: Error | null) => void) => void): AsyncGenerator<Uint8Array, void, void> {
    let done = false;
    act((error) => {
      done = true;
      this.failure ??= error ?? undefined;
      this.awake();
    });
    for (;;) {
      const piece: Uint8Array | null = this.decoder?.read() ?? null;
      if (piece !== null) {
        this.decodedBytes += piece.length;
        if (this.decodedBytes > this.expansion.maxBytes()) throw this.expansion.refuse(this.decodedBytes);
        yield piece;
      } else if (done || this.complete || this.failure !== undefined || this.decoder?.closed) {
        // A decoder that refuses within `write`, as Deno's do, is closed before it says so.
        this.failure ??= this.decoder?.errored ?? undefined;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }

  invalid(cause: Error): StreamDecodeError {
    return new StreamDecodeError(this.target, this.coding, cause);
  }

  trailing({ length }: Uint8Array): StreamDecodeError {
    return this.invalid(new Error(`${length} bytes come after its end`));
  }

  dispose(): void {
    this.decoder?.destroy();
    this.awake();
  }

  private awake(): void {
    this.wake?.();
  }
}
