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

/** What a stream of concatenated JSON may hold. */
export interface ConcatenatedJsonOptions {
  /**
   * Whether a number or literal that nothing follows is a frame when the body ends; false by default: it may have been cut
   * off.
   */
  acceptUnterminated?: boolean;
  /** Whether each text is parsed as it is read; false by default: then `frame.json()` throws if it is not JSON. */
  validate?: boolean;
}

const OPTIONS: OptionNames<ConcatenatedJsonOptions> = { acceptUnterminated: true, validate: true };

/**
 * Each JSON text (RFC 8259) is a frame, with or without white space between them: `{"a":1}{"a":2}`. An object, array or
 * string is delivered with its last byte; a number or literal with the byte that follows it. A byte that no text begins
 * with, such as a comma, is a FrameInvalidError.
 *
 * @throws StreamOptionError for an option that is none
 */
export function concatenatedJson(options: ConcatenatedJsonOptions = {}): FrameFormat {
  assertKnownOptions("concatenatedJson", options, OPTIONS);
  return {
    name: "concatenated-json",
    accept: "application/json, */*;q=0.5",
    refusedTypes: NO_JSON_TYPES,
    refusesMarkup: true,
    decoder: (decoderOptions) => new ConcatenatedJsonDecoder(options, decoderOptions),
  };
}

class ConcatenatedJsonDecoder implements FrameDecoder {
  private readonly acceptUnterminated: boolean;
  private readonly scanner = new JsonScanner();
  private readonly bom = new ByteOrderMark();
  private readonly records: RecordBuffer;
  private target: Frame[] = [];
  private inText = false;

  constructor(options: ConcatenatedJsonOptions, decoderOptions: DecoderOptions | undefined) {
    const { acceptUnterminated = false, validate = false } = options;
    this.acceptUnterminated = decoderOptions?.acceptUnterminated ?? acceptUnterminated;
    const limits = limitsOf(decoderOptions);
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
    this.scan(bytes);
    this.records.advance(bytes.length);
    return into;
  }

  end(into: Frame[] = []): TruncatedRecord | undefined {
    this.target = into;
    const held = this.bom.rest();
    this.records.keep(held, 0, held.length);
    return this.acceptUnterminated && this.inText && this.scanner.isScalar
      ? this.records.completeRest()
      : this.records.rest();
  }

  private scan(chunk: Uint8Array): void {
    let index = 0;
    for (;;) {
      if (!this.inText) index = this.begin(chunk, index);
      if (index === chunk.length) return;
      const end = this.scanner.scan(chunk, index, chunk.length);
      if (end === -1) {
        this.records.keep(chunk, index, chunk.length);
        return;
      }
      this.inText = false;
      this.records.complete(chunk, index, end, 0);
      index = end;
    }
  }

  /** Where the next text begins; the end of the chunk when there is none in it. */
  private begin(chunk: Uint8Array, from: number): number {
    const start = skipJsonSpace(chunk, from, chunk.length);
    if (start === chunk.length) return start;
    this.inText = this.scanner.begin(chunk[start]);
    if (this.inText) return start;
    const byte = chunk.slice(start, start + 1);
    throw new FrameInvalidError(
      `no JSON text begins with the byte 0x${(byte[0] ?? 0).toString(16).padStart(2, "0")} (the error carries it): check the format`,
      byte,
    );
  }
}
