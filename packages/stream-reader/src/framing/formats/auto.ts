import type { OptionNames } from "@unbounded-streams/option-names";
import { assertKnownOptions } from "../../known-options.ts";
import { EVENT_STREAM_TYPE, HTML_TYPES } from "../frames/foreign-types.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { ByteOrderMark } from "../splitting/byte-order-mark.ts";
import { skipJsonSpace } from "../splitting/json-scanner.ts";
import { concatenatedJson } from "./concatenated-json.ts";
import { jsonArray } from "./json-array.ts";
import { jsonSequence } from "./json-sequence.ts";
import { lines } from "./lines.ts";
import { messageReader } from "./messages.ts";
import { multipart } from "./multipart.ts";
import { ndjson } from "./ndjson.ts";
import { sse } from "./sse.ts";

const NDJSON_TYPES = [
  "application/x-ndjson",
  "application/ndjson",
  "application/jsonl",
  "application/x-jsonl",
  "application/jsonlines",
  "application/x-jsonlines",
  "application/x-json-stream",
  "application/stream+json",
];
const OPEN_ARRAY = 0x5b;
const RECORD_SEPARATOR = 0x1e;

/** How the formats among which `auto` chooses read. */
export interface AutoOptions {
  /** Whether records of JSON are parsed: what is none is a FrameInvalidError, as of the formats themselves. Default: false. */
  validate?: boolean;
}

const OPTIONS: OptionNames<AutoOptions> = { validate: true };

/**
 * The format that the `Content-Type` of each response names, whose frames are then exactly those of that format:
 *
 * - `text/event-stream`: `sse()`
 * - `application/x-ndjson`, `application/jsonl` and the like: `ndjson({ lenient: true })`
 * - `application/json-seq` and `+json-seq`: `jsonSequence()`
 * - `multipart/*`: `multipart()`
 * - `application/json` and `+json`, by the first byte: `jsonArray()` after `[`, `jsonSequence()` after 0x1E, else `concatenatedJson()`, which
 *   reads lines of JSON too
 * - any other, or none: `lines()`
 *
 * A WebSocket has no type: its messages are frames, as with `messages()`. Pages of HTML are refused. What no type names, such as lengths or delimiters, has to be asked for by its own format.
 *
 * @throws StreamOptionError for an option that is none
 */
export function auto(options: AutoOptions = {}): FrameFormat {
  assertKnownOptions("auto", options, OPTIONS);
  const { validate = false } = options;
  const chosen = (contentType: string | undefined) => formatOf(contentType, validate);
  return {
    name: "auto",
    accept: `${EVENT_STREAM_TYPE}, application/x-ndjson, application/json;q=0.9, */*;q=0.5`,
    keepsType: true,
    takesMessages: true,
    typeProblem(contentType) {
      if (HTML_TYPES.includes(typeOf(contentType))) return "a stream";
      const format = chosen(contentType);
      return format === "json" ? undefined : format.typeProblem?.(contentType);
    },
    decoder(options) {
      const format = chosen(options?.contentType);
      const decoder: FrameDecoder =
        format === "json" ? new JsonDecoder(validate, options) : format.decoder(options);
      decoder.message = messageReader({}, options);
      return decoder;
    },
  };
}

function typeOf(contentType = ""): string {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function formatOf(contentType: string | undefined, validate: boolean): FrameFormat | "json" {
  const type = typeOf(contentType);
  if (type === EVENT_STREAM_TYPE) return sse();
  if (NDJSON_TYPES.includes(type)) return ndjson({ lenient: true, validate });
  if (type === "application/json-seq" || type.endsWith("+json-seq")) return jsonSequence({ validate });
  if (type.startsWith("multipart/")) return multipart();
  return type === "application/json" || type.endsWith("+json") ? "json" : lines();
}

/** Decides by the first byte that says something. */
class JsonDecoder implements FrameDecoder {
  private readonly validate: boolean;
  private readonly options: DecoderOptions;
  private readonly bom = new ByteOrderMark();
  private decoder: FrameDecoder | undefined;
  private skippedBytes = 0;

  constructor(validate: boolean, options: DecoderOptions = {}) {
    limitsOf(options);
    this.validate = validate;
    this.options = options;
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    if (this.decoder !== undefined) return this.decoder.decode(chunk, into);
    const bytes = this.bom.strip(chunk);
    const start = skipJsonSpace(bytes, 0, bytes.length);
    this.skippedBytes += start;
    const first = bytes[start];
    if (first === undefined) return into;
    this.decoder = jsonFormatOf(first, this.validate).decoder(
      this.optionsAfter(this.bom.skippedBytes + this.skippedBytes),
    );
    return this.decoder.decode(bytes.subarray(start), into);
  }

  end(into: Frame[] = []): TruncatedRecord | undefined {
    if (this.decoder !== undefined) return this.decoder.end(into);
    const decoder = concatenatedJson().decoder(this.optionsAfter(this.skippedBytes));
    decoder.decode(this.bom.rest(), into);
    return decoder.end(into);
  }

  /** The options of a decoder that begins after so many bytes of the stream. */
  private optionsAfter(bytesBefore: number): DecoderOptions {
    const { onOversize } = this.options;
    if (onOversize === undefined) return this.options;
    return {
      ...this.options,
      onOversize: ({ bytes, offset }) => onOversize({ bytes, offset: bytesBefore + offset }),
    };
  }
}

function jsonFormatOf(first: number, validate: boolean): FrameFormat {
  if (first === OPEN_ARRAY) return jsonArray({ validate });
  return first === RECORD_SEPARATOR ? jsonSequence({ validate }) : concatenatedJson({ validate });
}
