import { NO_JSON_TYPES } from "../frames/foreign-types.ts";
import type { FrameFormat } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { JsonFrame, pushJson } from "../frames/json-frame.ts";
import { lineDecoder, lineRules } from "./lines.ts";

/** What an NDJSON stream may hold. */
export interface NdjsonOptions {
  /** Whether a JSON text without a terminator is a frame when the body ends; false by default: it was cut off. */
  acceptUnterminated?: boolean;
  /**
   * Whether each line is parsed as it is read, and one that is not JSON is a FrameInvalidError of the reading; false by
   * default: then `frame.json()` throws that error.
   */
  validate?: boolean;
}

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;

/**
 * Each line is a JSON text (NDJSON, JSON Lines); a frame holds the line's bytes as they came. Lines of nothing but
 * white space are keep-alives and are dropped. A line that is not JSON is a FrameInvalidError that carries it: thrown by
 * `frame.json()`, or while reading by option.
 */
export function ndjson(options: NdjsonOptions = {}): FrameFormat {
  const { validate = false } = options;
  return {
    name: "ndjson",
    accept: "application/x-ndjson, application/jsonl, application/json;q=0.9, */*;q=0.5",
    refusedTypes: NO_JSON_TYPES,
    refusesMarkup: true,
    decoder(decoderOptions) {
      const limits = limitsOf(decoderOptions);
      const checks = { validate, delivers: limits.delivers };
      return lineDecoder(lineRules(options, decoderOptions), limits, (into, source, start, end) => {
        if (!isBlank(source, start, end)) pushJson(into, new JsonFrame(source, start, end), checks);
      });
    },
  };
}

function isBlank(source: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = source[index];
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false;
  }
  return true;
}
