import type { OptionNames } from "@unbounded-streams/option-names";
import { assertKnownOptions } from "../../known-options.ts";
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
  /**
   * Whether what some sources put around the lines is left out: a record separator (0x1E) before a text, commas between texts, and
   * lines that hold nothing but a bracket of an array around them all; false by default.
   */
  lenient?: boolean;
}

const OPTIONS: OptionNames<NdjsonOptions> = { acceptUnterminated: true, validate: true, lenient: true };

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const COMMA = 0x2c;
const RECORD_SEPARATOR = 0x1e;
const BRACKETS = [0x5b, 0x5d];

/**
 * Each line is a JSON text (NDJSON, JSON Lines); a frame holds the line's bytes as they came. Lines of nothing but
 * white space are keep-alives and are dropped. A line that is not JSON is a FrameInvalidError that carries it: thrown by
 * `frame.json()`, or while reading by option. By the option `lenient`, what surrounds a text is left out of its frame.
 *
 * @throws StreamOptionError for an option that is none
 */
export function ndjson(options: NdjsonOptions = {}): FrameFormat {
  assertKnownOptions("ndjson", options, OPTIONS);
  const { validate = false, lenient = false } = options;
  const spanOf = lenient ? textIn : wholeLine;
  return {
    name: "ndjson",
    accept: "application/x-ndjson, application/jsonl, application/json;q=0.9, */*;q=0.5",
    refusedTypes: NO_JSON_TYPES,
    refusesMarkup: true,
    decoder(decoderOptions) {
      const limits = limitsOf(decoderOptions);
      const checks = { validate, delivers: limits.delivers };
      return lineDecoder(lineRules(options, decoderOptions), limits, (into, source, start, end) => {
        const span = spanOf(source, start, end);
        if (span !== undefined) pushJson(into, new JsonFrame(source, span.start, span.end), checks);
      });
    },
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The line as it is; undefined when it is blank. */
function wholeLine(source: Uint8Array, start: number, end: number): Span | undefined {
  for (let index = start; index < end; index++) if (!isSpace(source[index])) return { start, end };
  return undefined;
}

/** The text in a line, without what surrounds it; undefined when there is none. */
function textIn(source: Uint8Array, from: number, to: number): Span | undefined {
  let start = from;
  let end = to;
  while (start < end && isAround(source[start])) start += 1;
  while (start < end && isAround(source[end - 1])) end -= 1;
  const isBracket = end - start === 1 && BRACKETS.includes(source[start] ?? 0);
  return start === end || isBracket ? undefined : { start, end };
}

function isAround(byte: number | undefined): boolean {
  return isSpace(byte) || byte === COMMA || byte === RECORD_SEPARATOR;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR;
}
