import type { OptionNames } from "@unbounded-streams/option-names";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { FrameInvalidError } from "../../errors/frame-errors.ts";
import { assertKnownOptions } from "../../known-options.ts";
import { MAX_PREAMBLE_BYTES } from "../../limits.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf } from "../frames/frame-limits.ts";
import { PartFrame } from "../frames/part-frame.ts";
import { type OversizeRecord, passInvalid, passOversize } from "../frames/rejected-frame.ts";
import { LineStart } from "../splitting/line-start.ts";
import { PartHeaders } from "../splitting/part-headers.ts";
import { PendingBytes } from "../splitting/pending-bytes.ts";
import { RecordBuffer } from "../splitting/record-buffer.ts";
import { boundaryOf } from "./boundary.ts";

/** How the parts of a multipart body are told apart. */
export interface MultipartOptions {
  /** What delimits parts, without the two dashes before it; that of the response's `Content-Type` by default. */
  boundary?: string;
}

const OPTIONS: OptionNames<MultipartOptions> = { boundary: true };

const TYPE_WITHOUT_BOUNDARY =
  "a multipart type with a boundary, such as multipart/mixed; boundary=b (one that it does not name is an option of multipart())";
const DASHES = "--";
const LF = 10;
const CR = 13;

/**
 * Each part of a multipart body (RFC 2046, 5.1) of any subtype, `multipart/mixed` or `multipart/x-mixed-replace` say, is a frame;
 * `frame.headers` has its headers. Of a part with `Content-Length` it is delivered with its last byte, of another with the delimiter
 * after it. Parts without a body are keep-alives and are dropped, and so is what stands before the first delimiter. The closing
 * delimiter ends the body, whatever comes after it. A line that begins with a delimiter is one, whatever follows in it (RFC 2046,
 * 5.1.1): no part waits for the end of that line.
 *
 * The boundary is the `boundary` of the `Content-Type`, afresh for each connection. One that the type names with the dashes that
 * belong to the delimiter, as some cameras do, is understood too.
 *
 * @throws StreamOptionError when the boundary is empty, or has line ends, and for an option that is none
 */
export function multipart(options: MultipartOptions = {}): FrameFormat {
  assertKnownOptions("multipart", options, OPTIONS);
  const { boundary } = options;
  if (boundary !== undefined && !isBoundary(boundary)) {
    throw new StreamOptionError(
      `the boundary is ${JSON.stringify(boundary)}: it must be one character or more, without line ends`,
    );
  }
  return {
    name: "multipart",
    accept: "multipart/mixed, multipart/*;q=0.9",
    contentTypes: ["multipart/*"],
    typeProblem: (contentType) =>
      boundary === undefined && boundaryOf(contentType) === undefined ? TYPE_WITHOUT_BOUNDARY : undefined,
    decoder: (decoderOptions) =>
      new MultipartDecoder(boundary ?? boundaryOf(decoderOptions?.contentType), decoderOptions),
  };
}

/**
 * `preamble`: before the first delimiter; `headers`: after one; `sized`, `body`: in a part with and without its length; `spare`:
 * after a part of known length, where only a line end may come before the next delimiter; `refused`: in a part that is none; `over`:
 * after the closing delimiter.
 */
type State = "preamble" | "headers" | "sized" | "body" | "spare" | "refused" | "over";

class MultipartDecoder implements FrameDecoder {
  private readonly limits: FrameLimits;
  private readonly records: RecordBuffer;
  private readonly preamble = new PendingBytes(MAX_PREAMBLE_BYTES);
  /** What a delimiter may begin with; one of them, once it has. */
  private marks: readonly LineStart[];
  private headers: PartHeaders | undefined;
  private readonly markBytes: readonly Uint8Array[];
  private partHeaders: Readonly<Record<string, string>> = {};
  private missing = 0;
  private target: Frame[] = [];
  private state: State = "preamble";

  constructor(boundary: string | undefined, options: DecoderOptions | undefined) {
    this.limits = limitsOf(options);
    const isDashed = boundary?.startsWith(DASHES) === true;
    const marks = boundary === undefined ? [] : [DASHES + boundary, ...(isDashed ? [boundary] : [])];
    this.markBytes = marks.map((mark) => new TextEncoder().encode(mark));
    this.marks = this.markBytes.map((mark) => new LineStart(mark));
    this.records = new RecordBuffer({
      limits: this.limits,
      terminatorBytes: 2 + Math.max(0, ...this.markBytes.map(({ length }) => length)),
      onRecord: (source, start, end) => this.add(source, start, end),
      onOversize: (record) => this.skip(record),
    });
  }

  /** Whether the closing delimiter has come. */
  get isOver(): boolean {
    return this.state === "over";
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    this.target = into;
    if (chunk.length > 0 && this.marks.length === 0) throw withoutBoundary(chunk);
    let index = 0;
    while (index < chunk.length && this.state !== "over") index = this.take(chunk, index);
    this.records.advance(chunk.length);
    return into;
  }

  end(): TruncatedRecord | undefined {
    const { state, headers } = this;
    this.state = "over";
    if (state === "preamble") return truncatedOf(this.preamble.view());
    if (state === "headers" && headers !== undefined) return truncatedOf(headers.bytes);
    const rest = this.records.rest();
    return state === "spare" && rest !== undefined ? truncatedOf(rest.bytes) : rest;
  }

  /** Takes what belongs together. Returns where that begins which is not dealt with. */
  private take(chunk: Uint8Array, from: number): number {
    switch (this.state) {
      case "preamble":
        return this.takePreamble(chunk, from);
      case "headers":
        return this.takeHeaders(chunk, from);
      case "sized":
        return this.takeSized(chunk, from);
      default:
        return this.takeToDelimiter(chunk, from);
    }
  }

  private takePreamble(chunk: Uint8Array, from: number): number {
    const [first] = this.marks
      .map((mark, index) => ({ mark, bytes: this.markBytes[index], end: mark.find(chunk, from) }))
      .filter(({ end }) => end !== -1)
      .toSorted((a, b) => a.end - b.end);
    const room = MAX_PREAMBLE_BYTES - this.preamble.length;
    if (first?.bytes !== undefined && first.end - from <= room) {
      this.marks = [first.mark];
      this.headers = new PartHeaders(first.bytes);
      this.preamble.clear();
      this.state = "headers";
      return first.end;
    }
    this.preamble.append(chunk, from, Math.min(chunk.length, from + room));
    if (chunk.length - from > room) throw withoutDelimiter(this.preamble.view());
    return chunk.length;
  }

  private takeHeaders(chunk: Uint8Array, from: number): number {
    const { headers } = this;
    const [mark] = this.marks;
    if (headers === undefined || mark === undefined) throw new TypeError("no delimiter has been found");
    const end = headers.feed(chunk, from);
    if (headers.state === "last") this.state = "over";
    if (headers.state === "whole") this.beginPart(headers);
    if (headers.state === "too-large") this.refuse(headers);
    if (headers.state !== "open") {
      headers.restart();
      mark.restart();
    }
    return end;
  }

  private beginPart(headers: PartHeaders): void {
    const parsed = headers.parsed();
    if (parsed === undefined) {
      this.refuse(headers);
      return;
    }
    const length = /^\d{1,15}$/.exec(parsed["content-length"] ?? "")?.[0];
    this.partHeaders = parsed;
    this.missing = Number(length ?? 0);
    if (length === undefined) this.state = "body";
    else this.state = this.missing === 0 ? "spare" : "sized";
  }

  /** The headers are over their bound: the part is passed over, if that is wanted. */
  private refuse({ bytes }: PartHeaders): void {
    this.state = "refused";
    const why =
      "the headers of a part are over 64, or 16 KiB (the error carries the start of them): check the boundary";
    passInvalid(this.limits, this.target, new FrameInvalidError(why, bytes.slice()));
  }

  private takeSized(chunk: Uint8Array, from: number): number {
    const end = Math.min(chunk.length, from + this.missing);
    this.missing -= end - from;
    if (this.missing > 0) this.records.keep(chunk, from, end);
    else {
      this.records.complete(chunk, from, end, 0);
      this.state = "spare";
    }
    return end;
  }

  private takeToDelimiter(chunk: Uint8Array, from: number): number {
    const [mark] = this.marks;
    const end = mark?.find(chunk, from) ?? -1;
    if (mark === undefined || end === -1) {
      if (this.state !== "refused") this.records.keep(chunk, from, chunk.length);
      return chunk.length;
    }
    if (this.state !== "refused") this.records.complete(chunk, from, end, mark.length);
    this.state = "headers";
    return end;
  }

  private add(source: Uint8Array, start: number, end: number): void {
    if (this.state === "spare") this.addSpare(source.subarray(start, end));
    else if (end > start) this.target.push(new PartFrame({ source, start, end }, this.partHeaders));
  }

  private addSpare(bytes: Uint8Array): void {
    if (isBlank(bytes)) return;
    const why = `a part goes on for ${bytes.length} bytes after its Content-Length (the error carries them)`;
    passInvalid(this.limits, this.target, new FrameInvalidError(why, bytes.slice()));
  }

  private skip(record: OversizeRecord): void {
    passOversize(this.limits, this.target, record, { headers: this.partHeaders });
  }
}

function isBoundary(text: string): boolean {
  return text !== "" && !/[\r\n]/.test(text);
}

function truncatedOf(bytes: Uint8Array): TruncatedRecord | undefined {
  return isBlank(bytes) ? undefined : { bytes };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === LF || byte === CR);
}

function withoutBoundary(chunk: Uint8Array): FrameInvalidError {
  return new FrameInvalidError(
    "no boundary is known: give the Content-Type as contentType, or the boundary as an option of multipart()",
    chunk.slice(0, MAX_PREAMBLE_BYTES),
  );
}

function withoutDelimiter(bytes: Uint8Array): FrameInvalidError {
  return new FrameInvalidError(
    `the first delimiter has not come within ${MAX_PREAMBLE_BYTES} bytes (the error carries them): check the boundary`,
    bytes.slice(),
  );
}
