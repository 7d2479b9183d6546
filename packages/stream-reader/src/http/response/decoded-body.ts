import { StreamExpansionError } from "../../errors/body-errors.ts";
import { EXPANSION_ALLOWANCE_BYTES } from "../../limits.ts";
import type { CodingStage } from "../content-codings/coding-stage.ts";
import type { ContentCoding } from "../content-codings/content-coding.ts";
import { codingsOf } from "../content-codings/content-encoding.ts";
import { stageOfCoding } from "../content-codings/stage-of-coding.ts";
import type { BodySource, BreakReason } from "./body-source.ts";
import type { ResponseBody } from "./response-body.ts";

/** What decoding a body needs beside it. */
export interface DecodingOptions {
  readonly maxExpansionRatio: number;
  /** For messages. */
  readonly target: string;
}

/**
 * The body with the codings of its `Content-Encoding` undone; undefined when it has none.
 *
 * @throws StreamEncodingError
 */
export function decodedBody(
  raw: ResponseBody,
  contentEncoding: string | string[] | undefined,
  options: DecodingOptions,
): DecodedBody | undefined {
  const codings = codingsOf(contentEncoding, options.target);
  return codings.length === 0 ? undefined : new DecodedBody(raw, codings, options);
}

/**
 * The body with its content codings undone, pulled piece by piece: what is not taken is not decoded, so that memory is
 * bounded by one piece of 64 KiB a coding, however much a body expands.
 *
 * `take` throws StreamDecodeError and StreamExpansionError.
 */
export class DecodedBody implements BodySource {
  private readonly raw: ResponseBody;
  private readonly stages: CodingStage[];
  private readonly pieces: AsyncGenerator<Uint8Array, void, void>;
  private cutOff: Error | undefined;

  /** @param codings in the order in which they are to be undone */
  constructor(raw: ResponseBody, codings: readonly ContentCoding[], options: DecodingOptions) {
    const { maxExpansionRatio, target } = options;
    this.raw = raw;
    const maxBytes = () => Math.max(EXPANSION_ALLOWANCE_BYTES, maxExpansionRatio * raw.bytesReceived);
    const refuse = (decoded: number) =>
      new StreamExpansionError(target, maxExpansionRatio, { encoded: raw.bytesReceived, decoded });
    this.stages = codings.map((coding) => stageOfCoding(coding, target, { maxBytes, refuse }));
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
