import { StreamDecodeError, StreamExpansionError } from "../errors.ts";
import { EXPANSION_ALLOWANCE_BYTES } from "../limits.ts";
import type { ResponseBody } from "../response-body.ts";
import type { BreakReason, ContentCoding } from "../types.ts";
import { type Decoder, decoderOf, zstdTellsCutOff } from "./content-coding.ts";

/** Chunks that can be pulled. */
export interface BodySource {
  /** The chunks that are there, in order; waits for one. Undefined when the body is over. */
  take(): Promise<Uint8Array[] | undefined>;
  /** Why the body is over, when it broke off. */
  readonly cause: Error | undefined;
  /** How it broke off. */
  readonly reason: BreakReason | undefined;
}

/** What a decoded body is made of. */
export interface DecodedBodyOptions {
  /** In the order in which they are to be undone. */
  readonly codings: readonly ContentCoding[];
  readonly maxExpansionRatio: number;
  /** For messages. */
  readonly target: string;
}

/**
 * The body with its content codings undone, pulled piece by piece: what is not taken is not decoded, so that memory is
 * bounded by one piece of 64 KiB a coding, however much a body expands.
 *
 * `take` throws StreamDecodeError and StreamExpansionError.
 */
export class DecodedBody implements BodySource {
  private readonly raw: ResponseBody;
  private readonly stages: Stage[];
  private readonly pieces: AsyncGenerator<Uint8Array, void, void>;
  private cutOff: Error | undefined;

  constructor(raw: ResponseBody, options: DecodedBodyOptions) {
    this.raw = raw;
    const maxBytes = () => Math.max(EXPANSION_ALLOWANCE_BYTES, options.maxExpansionRatio * raw.bytesReceived);
    const refuse = (decoded: number) =>
      new StreamExpansionError(options.target, options.maxExpansionRatio, {
        encoded: raw.bytesReceived,
        decoded,
      });
    this.stages = options.codings.map((coding) => new Stage(coding, options.target, { maxBytes, refuse }));
    this.pieces = this.decode();
  }

  get cause(): Error | undefined {
    return this.raw.cause ?? this.cutOff;
  }

  get reason(): BreakReason | undefined {
    return this.raw.reason ?? (this.cutOff === undefined ? undefined : "coding-incomplete");
  }

  async take(): Promise<Uint8Array[] | undefined> {
    const { done, value } = await this.pieces.next();
    return done ? undefined : [value];
  }

  /** Frees the decoders. */
  dispose(): void {
    for (const stage of this.stages) stage.dispose();
  }

  private async *decode(): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      const chunks = await this.raw.take();
      if (chunks === undefined) break;
      for (const chunk of chunks) yield* this.through(0, chunk);
    }
    if (this.raw.cause !== undefined) return;
    for (const [index, stage] of this.stages.entries()) {
      for await (const piece of stage.end()) yield* this.through(index + 1, piece);
      this.cutOff ??= stage.cutOff;
    }
  }

  private async *through(index: number, chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
    const stage = this.stages[index];
    if (stage === undefined) yield chunk;
    else for await (const piece of stage.feed(chunk)) yield* this.through(index + 1, piece);
  }
}

/** How far a stage may expand. */
interface Expansion {
  maxBytes(): number;
  refuse(decodedBytes: number): Error;
}

const ZSTD_MAGIC_BYTES = 4;
const NO_ZSTD_FRAME = Uint8Array.of(0);

/** One content coding of a body. */
class Stage {
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

  /** All that this chunk completes. */
  async *feed(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
    let rest = chunk;
    for (let firstByte = rest[0]; firstByte !== undefined && !this.complete; firstByte = rest[0]) {
      this.transform ??= this.start(firstByte);
      const { transform } = this;
      const usedBefore = transform.bytesWritten;
      yield* this.pieces((done) => transform.write(rest, done));
      if (this.failure !== undefined) throw new StreamDecodeError(this.target, this.coding, this.failure);
      const used = transform.bytesWritten - usedBefore;
      if (used === rest.length || this.coding !== "zstd") return;
      rest = rest.subarray(used);
      this.nextFrame();
    }
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
