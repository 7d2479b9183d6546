import type { CodingStage } from "./coding-stage.ts";
import type { ContentCoding } from "./content-coding.ts";
import { DecoderStage } from "./decoder-stage.ts";
import type { Expansion } from "./decoding.ts";
import { GzipStage } from "./gzip-stage.ts";

/** Begins to undo a coding of the body of this target. */
export function stageOfCoding(coding: ContentCoding, target: string, expansion: Expansion): CodingStage {
  return coding === "gzip" ? new GzipStage(target, expansion) : new DecoderStage(coding, target, expansion);
}
