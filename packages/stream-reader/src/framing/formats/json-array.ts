import type { OptionNames } from "@unbounded-streams/option-names";
import { FrameInvalidError } from "../../errors/frame-errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import { NO_JSON_TYPES } from "../frames/foreign-types.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { JsonFrame, pushJson } from "../frames/json-frame.ts";
import { passOversize } from "../frames/rejected-frame.ts";
import { ByteOrderMark } from "../splitting/byte-order-mark.ts";
import { JsonScanner, skipJsonSpace } from "../splitting/json-scanner.ts";
import { RecordBuffer } from "../splitting/record-buffer.ts";

/** What is done with the elements of an array. */
export interface JsonArrayOptions {
  /** Whether each element is parsed as it is read; false by default: then `frame.json()` throws if it is not JSON. */
  validate?: boolean;
}

const OPTIONS: OptionNames<JsonArrayOptions> = { validate: true };

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;

/**
 * Each element of one JSON array that may never end, `[{"a":1},{"a":2},`, is a frame; its bytes are as they came, without the comma.
 * An object, array or string is delivered with its last byte, a number or literal with what follows it. White space counts for
 * nothing, nor does a comma before the end, and another array may follow. What is no array is a FrameInvalidError.
 *
 * @throws StreamOptionError for an option that is none
 */
export function jsonArray(options: JsonArrayOptions = {}): FrameFormat {
  assertKnownOptions("jsonArray", options, OPTIONS);
  const { validate = false } = options;
  return {
    name: "json-array",
    accept: "application/json, */*;q=0.5",
    refusedTypes: NO_JSON_TYPES,
    refusesMarkup: true,
    decoder: (decoderOptions) => new JsonArrayDecoder(validate, decoderOptions),
  };
}

/** `outside`: of any array; `open`: where an element, or the end, may come; `element`: in one; `after`: one, before what separates it. */
type State = "outside" | "open" | "element" | "after";

class JsonArrayDecoder implements FrameDecoder {
  private readonly scanner = new JsonScanner();
  private readonly bom = new ByteOrderMark();
  private readonly records: RecordBuffer;
  private target: Frame[] = [];
  private state: State = "outside";

  constructor(validate: boolean, options: DecoderOptions | undefined) {
    const limits = limitsOf(options);
    const checks = { validate, delivers: limits.delivers };
    this.records = new RecordBuffer({
      limits,
      terminatorBytes: 0,
      onRecord: (source, start, end) => pushJson(this.target, new JsonFrame(source, start, end), checks),
      onOversize: (record) => passOversize(limits, this.target, record),
    });
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    this.target = into;
    const bytes = this.bom.strip(chunk);
    if (bytes !== chunk) this.records.advance(this.bom.skippedBytes);
    let index = 0;
    while (index < bytes.length) {
      index = this.state === "element" ? this.takeElement(bytes, index) : this.takeBetween(bytes, index);
    }
    this.records.advance(bytes.length);
    return into;
  }

  end(): TruncatedRecord | undefined {
    const held = this.bom.rest();
    this.records.keep(held, 0, held.length);
    return this.records.rest();
  }

  private takeElement(chunk: Uint8Array, from: number): number {
    const end = this.scanner.scan(chunk, from, chunk.length);
    if (end === -1) {
      this.records.keep(chunk, from, chunk.length);
      return chunk.length;
    }
    this.state = "after";
    this.records.complete(chunk, from, end, 0);
    return end;
  }

  /** Takes what stands between elements, up to the first byte of one. */
  private takeBetween(chunk: Uint8Array, from: number): number {
    const index = skipJsonSpace(chunk, from, chunk.length);
    const byte = chunk[index];
    if (byte === undefined) return index;
    if (this.state === "outside") {
      if (byte !== OPEN) throw unexpected("no array begins with", byte);
      this.state = "open";
    } else if (byte === CLOSE) this.state = "outside";
    else if (this.state === "after") {
      if (byte !== COMMA) throw unexpected("after an element of the array comes", byte);
      this.state = "open";
    } else {
      if (!this.scanner.begin(byte)) throw unexpected("no element of the array begins with", byte);
      this.state = "element";
      return index;
    }
    return index + 1;
  }
}

function unexpected(what: string, byte: number): FrameInvalidError {
  return new FrameInvalidError(
    `${what} the byte 0x${byte.toString(16).padStart(2, "0")} (the error carries it): check the format`,
    Uint8Array.of(byte),
  );
}
