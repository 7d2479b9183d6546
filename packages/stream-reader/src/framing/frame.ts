import { FrameInvalidError } from "../errors.ts";
import { decodeUtf8 } from "./utf8.ts";

/** One message cut out of the bytes of a stream. */
export interface Frame {
  /**
   * The payload, without terminators or field names. May be a view of the network chunk that it came in: copy
   * it (`Uint8Array.from`) to keep it for long.
   */
  readonly bytes: Uint8Array;
  /** The payload as UTF-8 text, wrong sequences replaced by U+FFFD; decoded when first asked for. */
  readonly text: string;
  /** SSE: the `id` that this event itself carried. */
  readonly id?: string | undefined;
  /** SSE: the last event id in force at this event (WHATWG HTML, 9.2.6): its own, or that of an earlier one. */
  readonly lastEventId?: string | undefined;
  /** SSE: the event's name; undefined stands for the default, `message`. */
  readonly event?: string | undefined;
  /** SSE: the reconnection time that the server set since the frame before, in milliseconds. */
  readonly retryMs?: number | undefined;
  /**
   * The payload as a JSON value; parsed once.
   *
   * @throws FrameInvalidError when it is not JSON though the format says so; in other formats a SyntaxError
   */
  json(): unknown;
}

const LF = 10;
const CR = 13;

const encoder = new TextEncoder();

/** A frame whose payload is `source[start..end)`; the view of it, text and JSON are made on demand. */
export class BytesFrame implements Frame {
  private source: Uint8Array;
  private start: number;
  private readonly size: number;
  private decoded: string | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(source: Uint8Array, start: number, end: number) {
    this.source = source;
    this.start = start;
    this.size = end - start;
  }

  /** How many bytes the payload has. */
  get byteLength(): number {
    return this.size;
  }

  get bytes(): Uint8Array {
    if (this.source.length !== this.size) {
      this.source = this.source.subarray(this.start, this.start + this.size);
      this.start = 0;
    }
    return this.source;
  }

  get text(): string {
    this.decoded ??= decodeUtf8(this.bytes);
    return this.decoded;
  }

  json(): unknown {
    this.parsed ??= { value: this.parse() };
    return this.parsed.value;
  }

  protected parse(): unknown {
    return JSON.parse(this.text);
  }
}

/** A frame that its format says is JSON: bytes that are not are a FrameInvalidError that carries them. */
export class JsonFrame extends BytesFrame {
  protected override parse(): unknown {
    try {
      return super.parse();
    } catch (cause) {
      throw new FrameInvalidError(
        `a frame of ${this.byteLength} bytes is not JSON (the error carries it): read the stream with lines() or chunks() to see what it is`,
        this.bytes,
        { cause },
      );
    }
  }
}

/** Adds a frame; one that is to be validated is parsed first. */
export function pushJson(into: Frame[], frame: JsonFrame, validate: boolean): void {
  if (validate) frame.json();
  into.push(frame);
}

/** A frame that is a network chunk: it may hold several lines, if the source writes lines. */
export class ChunkFrame extends BytesFrame {
  /** Its lines that are not empty, each with what stands before it in the chunk. */
  *lines(): Generator<{ line: Frame; before: Frame | undefined }> {
    const { bytes } = this;
    let start = 0;
    while (start < bytes.length) {
      const lf = bytes.indexOf(LF, start);
      const next = lf === -1 ? bytes.length : lf + 1;
      let end = lf === -1 ? bytes.length : lf;
      if (end > start && bytes[end - 1] === CR) end -= 1;
      const before = start === 0 ? undefined : new BytesFrame(bytes, 0, start);
      if (end > start) yield { line: new BytesFrame(bytes, start, end), before };
      start = next;
    }
  }
}

/** A frame whose payload is text; bytes are made on demand. */
export class TextFrame implements Frame {
  readonly text: string;
  readonly id: string | undefined;
  readonly lastEventId: string | undefined;
  readonly event: string | undefined;
  readonly retryMs: number | undefined;
  private encoded: Uint8Array | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(text: string, fields: Pick<Frame, "id" | "lastEventId" | "event" | "retryMs">) {
    this.text = text;
    this.id = fields.id;
    this.lastEventId = fields.lastEventId;
    this.event = fields.event;
    this.retryMs = fields.retryMs;
  }

  get bytes(): Uint8Array {
    this.encoded ??= encoder.encode(this.text);
    return this.encoded;
  }

  json(): unknown {
    this.parsed ??= { value: JSON.parse(this.text) };
    return this.parsed.value;
  }
}
