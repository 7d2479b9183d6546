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
   * @throws SyntaxError when the payload is not JSON
   */
  json(): unknown;
}

const LF = 10;
const CR = 13;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** A frame whose payload is bytes; text is made on demand. */
export class BytesFrame implements Frame {
  readonly bytes: Uint8Array;
  private decoded: string | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get text(): string {
    this.decoded ??= decoder.decode(this.bytes);
    return this.decoded;
  }

  json(): unknown {
    this.parsed ??= { value: JSON.parse(this.text) };
    return this.parsed.value;
  }
}

/** A frame that is a network chunk: it may hold several lines, if the source writes lines. */
export class ChunkFrame extends BytesFrame {
  /** Its lines that are not empty, each with what stands before it in the chunk. */
  *lines(): Generator<{ line: Frame; before: Frame | undefined }> {
    let start = 0;
    while (start < this.bytes.length) {
      const lf = this.bytes.indexOf(LF, start);
      const end = lf === -1 ? this.bytes.length : lf;
      const line = this.bytes.subarray(start, this.bytes[end - 1] === CR ? end - 1 : end);
      const before = start === 0 ? undefined : new BytesFrame(this.bytes.subarray(0, start));
      if (line.length > 0) yield { line: new BytesFrame(line), before };
      start = end + 1;
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
