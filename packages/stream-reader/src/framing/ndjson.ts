import { FrameInvalidError } from "../errors.ts";
import type { FrameFormat } from "./decoder.ts";
import { BytesFrame } from "./frame.ts";
import { lineDecoder } from "./lines.ts";

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
  } catch {
    if (/^[ \t\r]*$/.test(frame.text)) return undefined;
    throw new FrameInvalidError(
      `a line of ${line.length} bytes is not JSON (the error carries it): read it with lines() instead`,
      line,
    );
  }
  return frame;
}
