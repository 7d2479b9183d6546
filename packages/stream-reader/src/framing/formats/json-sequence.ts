import type { OptionNames } from "@unbounded-streams/option-names";
import { FrameInvalidError } from "../../errors/frame-errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import { NO_JSON_TYPES } from "../frames/foreign-types.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf } from "../frames/frame-limits.ts";
import { JsonFrame, pushJson } from "../frames/json-frame.ts";
import { passInvalid, passOversize } from "../frames/rejected-frame.ts";
import { isJsonSpace, JsonScanner, skipJsonSpace } from "../splitting/json-scanner.ts";
import { RecordBuffer } from "../splitting/record-buffer.ts";

/** What a JSON text sequence may hold. */
export interface JsonSequenceOptions {
  /**
   * Called with each element that is no JSON text, such as one that its writer broke off; reading goes on with the next, as
   * RFC 7464, 2.3 has it. Without this it is a FrameInvalidError, or delivered as `rejected`.
   */
  onInvalid?: (record: TruncatedRecord) => void;
  /** Whether each text is parsed as it is read; false by default: then `frame.json()` throws if it is not JSON. */
  validate?: boolean;
}

const OPTIONS: OptionNames<JsonSequenceOptions> = { onInvalid: true, validate: true };

const RS = 0x1e;

/**
 * JSON text sequences (RFC 7464): each text comes after a record separator, 0x1E. An object, array or string is delivered
 * with its last byte; a number or literal only when white space follows, as it may have been cut off otherwise (2.4).
 *
 * @throws StreamOptionError for an option that is none
 */
export function jsonSequence(options: JsonSequenceOptions = {}): FrameFormat {
  assertKnownOptions("jsonSequence", options, OPTIONS);
  return {
    name: "json-sequence",
    accept: "application/json-seq, */*;q=0.5",
    refusedTypes: NO_JSON_TYPES,
    refusesMarkup: true,
    decoder: (decoderOptions) => new JsonSequenceDecoder(options, decoderOptions),
  };
}

/** `between`: before a separator; `start`: after one; `text`: in a JSON text; `invalid`: in what is none. */
type State = "between" | "start" | "text" | "invalid";

class JsonSequenceDecoder implements FrameDecoder {
  private readonly options: JsonSequenceOptions;
  private readonly limits: FrameLimits;
  private readonly scanner = new JsonScanner();
  private readonly records: RecordBuffer;
  private target: Frame[] = [];
  private state: State = "between";

  constructor(options: JsonSequenceOptions, decoderOptions: DecoderOptions | undefined) {
    this.options = options;
    this.limits = limitsOf(decoderOptions);
    this.records = new RecordBuffer({
      limits: this.limits,
      terminatorBytes: 0,
      onRecord: (source, start, end) => this.add(source, start, end),
      onOversize: (record) => passOversize(this.limits, this.target, record),
    });
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    this.target = into;
    let index = 0;
    while (index < chunk.length) {
      const separator = chunk.indexOf(RS, index);
      if (separator === -1) {
        const rest = this.scanElement(chunk, index, chunk.length);
        this.records.keep(chunk, rest, chunk.length);
        break;
      }
      this.endElement(chunk, this.scanElement(chunk, index, separator), separator);
      index = separator + 1;
    }
    this.records.advance(chunk.length);
    return into;
  }

  end(): TruncatedRecord | undefined {
    return this.records.rest();
  }

  /** Delivers the text in `[from, to)`, if it is whole. Returns where that begins which is not dealt with. */
  private scanElement(chunk: Uint8Array, from: number, to: number): number {
    let start = from;
    for (;;) {
      if (this.state === "between" || this.state === "start") {
        start = skipJsonSpace(chunk, start, to);
        if (start === to) return to;
        const isText = this.state === "start" && this.scanner.begin(chunk[start]);
        this.state = isText ? "text" : "invalid";
      }
      if (this.state === "invalid") return start;
      const end = this.scanner.scan(chunk, start, to);
      if (end === -1) return start;
      if (this.scanner.isScalar && !isJsonSpace(chunk[end])) {
        this.state = "invalid";
        return start;
      }
      this.records.complete(chunk, start, end, 0);
      this.state = "between";
      start = end;
    }
  }

  private endElement(chunk: Uint8Array, start: number, separator: number): void {
    if (this.state === "text" || this.state === "invalid") {
      this.state = "invalid";
      this.records.complete(chunk, start, separator, 0);
    }
    this.state = "start";
  }

  private add(source: Uint8Array, start: number, end: number): void {
    const { onInvalid, validate = false } = this.options;
    if (this.state !== "invalid") {
      const checks = { validate, delivers: this.limits.delivers };
      pushJson(this.target, new JsonFrame(source, start, end), checks);
      return;
    }
    const bytes = source.subarray(start, end);
    if (onInvalid !== undefined) {
      onInvalid({ bytes });
      return;
    }
    const problem = new FrameInvalidError(
      `an element of ${bytes.length} bytes is no whole JSON text (the error carries it): give onInvalid to read on after it`,
      bytes,
    );
    passInvalid(this.limits, this.target, problem);
  }
}
