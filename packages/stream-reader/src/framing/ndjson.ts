import { FrameInvalidError } from "../errors.ts";
import type { FrameFormat } from "./decoder.ts";
import { BytesFrame } from "./frame.ts";
import { lineDecoder } from "./lines.ts";

const EXCERPT_CHARS = 80;

/** What an NDJSON stream may hold. */
export interface NdjsonOptions {
  /** Whether a JSON text without a terminator is a frame when the body ends; false by default: it was cut off. */
  acceptUnterminated?: boolean;
}

/**
 * Each line is a JSON text (NDJSON, JSON Lines); a frame holds the line's bytes as they came. Lines of nothing but
 * white space are keep-alives and are dropped. A line that is not JSON is a {@link FrameInvalidError} that carries it.
 */
export function ndjson(options: NdjsonOptions = {}): FrameFormat {
  return {
    name: "ndjson",
    accept: "application/x-ndjson, application/jsonl, application/json;q=0.9, */*;q=0.5",
    decoder: (limits) => lineDecoder(options, limits, jsonFrame),
  };
}

function jsonFrame(line: Uint8Array): BytesFrame | undefined {
  const frame = new BytesFrame(line);
  try {
    frame.json();
  } catch (error) {
    if (/^[ \t\r]*$/.test(frame.text)) return undefined;
    const excerpt = JSON.stringify(frame.text.slice(0, EXCERPT_CHARS));
    throw new FrameInvalidError(
      `a line is not JSON, it begins ${excerpt}: read it with lines() instead`,
      line,
      error,
    );
  }
  return frame;
}
